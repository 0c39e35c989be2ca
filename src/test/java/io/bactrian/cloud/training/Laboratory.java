package io.bactrian.cloud.training;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import com.fasterxml.jackson.databind.node.MissingNode;

import io.bactrian.cloud.training.TrainingSamples.Row;
import io.bactrian.cloud.training.plan.PlanFile;
import io.bactrian.kit.Patience;
import io.bactrian.train.LabelledWindow;
import io.bactrian.train.ModelFolder;
import io.bactrian.train.SimulatedPump;
import io.bactrian.train.WindowTrainer;
import io.bactrian.train.WindowTraining;

/** A training over samples in memory, with a training file and folders of its own. */
final class Laboratory implements AutoCloseable {
    static final String MODEL = "pump-fault";
    static final Clock AFTERWARDS = Clock.fixed(Windows.BEGIN.plus(Duration.ofHours(6)), ZoneOffset.UTC);

    static final TrainingListener SILENT = new TrainingListener() {
        @Override
        public void began(String model, String by) {
        }

        @Override
        public void ended(String model, TrainingRecord ended, Duration took) {
        }
    };

    final HeldSamples samples;
    final FolderVersions versions;
    final Path dir;
    final Path file;
    Training training;

    /** @param plan the model's part of the training file, in one line */
    Laboratory(Path dir, List<Row> rows, String plan) throws IOException {
        this.dir = Files.createDirectories(dir);
        samples = new HeldSamples(rows);
        versions = new FolderVersions(Files.createDirectories(dir.resolve("pool")));
        file = dir.resolve("training.yaml");
        write(plan);
        start();
    }

    void write(String plan) throws IOException {
        Files.writeString(file, "models:\n  " + MODEL + ": " + plan + "\n");
    }

    void start() throws IOException {
        start(AFTERWARDS);
    }

    void start(Clock clock) throws IOException {
        training = new Training(new PlanFile(file), samples, versions, dir.resolve("training"), 1 << 26,
                SILENT, clock);
    }

    /** Trains a version on these rows, without a question of its worth, and lets it serve. */
    void serve(WindowTrainer trainer, List<Row> rows) throws IOException {
        ModelFolder folder = new ModelFolder(dir.resolve("models"), MODEL, 1);
        List<LabelledWindow> windows = rows.stream().map(Laboratory::window).toList();
        new WindowTraining(SimulatedPump.CHANNELS, windows, windows).write(trainer, folder,
                new WindowTraining.About(Instant.EPOCH, "simulated", 0, MissingNode.getInstance()),
                new PrintWriter(Writer.nullWriter()));
        versions.serve(folder.path());
    }

    static LabelledWindow window(Row row) {
        float[] elements = Windows.elements(row);
        double[][] rows = new double[Windows.WINDOW][SimulatedPump.CHANNELS.size()];
        for (int i = 0; i < elements.length; i++) {
            rows[i / rows[0].length][i % rows[0].length] = elements[i];
        }
        return new LabelledWindow(row.device(), rows, row.label(), row.value() == null ? Double.NaN : row.value());
    }

    /** Asks for a training and waits for its end. */
    TrainingRecord train() throws IOException {
        int before = training.status(MODEL).history().size();
        training.request(MODEL, "somebody");
        training.step();
        return ended(before);
    }

    /** Waits until there is one more than so many. */
    TrainingRecord ended(int before) {
        await().atMost(Patience.LONG).until(() -> status().history().size() > before && training.running() == null);
        return status().history().get(0);
    }

    TrainingStatus status() {
        try {
            return training.status(MODEL);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        training.close();
    }
}
