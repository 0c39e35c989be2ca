package io.bactrian.cloud.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.bactrian.cloud.training.evaluation.Example;
import io.bactrian.cloud.training.evaluation.HoldOut.Partition;
import io.bactrian.cloud.training.evaluation.UnusableSample;
import io.bactrian.cloud.training.plan.TrainingPlan;
import io.bactrian.cloud.training.plan.TrainingPlan.Fit;
import io.bactrian.model.Manifest;
import io.bactrian.train.LabelledWindow;
import io.bactrian.train.ModelFolder;
import io.bactrian.train.TrainingException;
import io.bactrian.train.WindowTrainer;
import io.bactrian.train.WindowTraining;

/** Makes a candidate by the service's own trainers. */
final class CandidateFit {
    private static final int USUAL_WINDOW = 30;
    private static final long SEED = 1;

    private final TrainingPlan plan;
    private final Fit fit;
    private final Manifest serving;
    private final JsonNode servingManifest;

    /**
     * @param serving  null where there is none
     * @param manifest the serving version's as it is written; null where there is none
     */
    CandidateFit(TrainingPlan plan, Fit fit, Manifest serving, JsonNode manifest) {
        this.plan = plan;
        this.fit = fit;
        this.serving = serving;
        this.servingManifest = manifest == null ? MissingNode.getInstance() : manifest;
    }

    /** @return the version's folder, below {@code folder} */
    Path make(Partition data, Path folder, Instant now) throws NoCandidate, IOException {
        List<String> channels = plan.channels().isEmpty() && serving != null ? serving.featureNames() : plan.channels();
        if (channels.isEmpty()) {
            throw new NoCandidate(serving == null
                    ? "there is no serving version to take the channels' names from; expected channels in the training file"
                    : "the serving version does not name its channels; expected channels in the training file");
        }
        WindowTrainer trainer = fit.trainer(serving == null ? USUAL_WINDOW : serving.window());
        int why = fit.why() != null ? fit.why() : serving == null || serving.why() == null ? 0 : serving.why().channels();
        ModelFolder target = new ModelFolder(folder.resolve("models"), plan.model(), 1);
        try (PrintWriter log = new PrintWriter(
                Files.newBufferedWriter(folder.resolve("output.txt"), StandardCharsets.UTF_8))) {
            List<Example> training = Resample.of(data.training(), Example.trainingWeights(data.training()), SEED);
            new WindowTraining(channels, windows(training, trainer, channels), windows(data.heldOut(), trainer, channels))
                    .write(trainer, target,
                            new WindowTraining.About(now.truncatedTo(ChronoUnit.SECONDS), described(data), why,
                                    servingManifest),
                            log);
            return target.path();
        } catch (TrainingException e) {
            throw new NoCandidate(e.getMessage());
        }
    }

    static String described(Partition data) {
        return "%d labelled samples from %s to %s".formatted(data.training().size(),
                data.training().stream().map(Example::at).min(Instant::compareTo).map(CandidateFit::second).orElse("-"),
                data.training().stream().map(Example::at).max(Instant::compareTo).map(CandidateFit::second).orElse("-"));
    }

    private static String second(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static List<LabelledWindow> windows(List<Example> examples, WindowTrainer trainer, List<String> channels)
            throws NoCandidate {
        List<LabelledWindow> windows = new ArrayList<>(examples.size());
        for (Example each : examples) {
            try {
                double[][] rows = each.inputs().lastRows(trainer.window());
                if (rows[0].length != channels.size()) {
                    throw new NoCandidate("sample %s of %s has rows of %d values; expected %d, one for each of %s".formatted(
                            each.id(), each.device(), rows[0].length, channels.size(), channels));
                }
                windows.add(new LabelledWindow(each.device(), rows, each.label(), each.value()));
            } catch (UnusableSample e) {
                throw new NoCandidate("sample %s of %s: %s; correct options.window, or shorten data.age".formatted(each.id(),
                        each.device(), e.getMessage()));
            }
        }
        return windows;
    }
}
