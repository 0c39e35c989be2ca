package io.bactrian.activity;

import static io.bactrian.activity.ActivityRig.labels;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import io.bactrian.enrich.Enriched;
import io.bactrian.model.ModelOutput;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;

/** Who reads and who writes at the same time. */
class DeviceActivityThreadsTest {
    private final ActivityRig rig = new ActivityRig();

    @Test
    void aReaderNeverSeesAHistoryInTheMiddleOfAChange() throws Exception {
        int answers = 300_000;
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<?> writer = thread.submit(() -> {
            for (int i = 1; i <= answers; i++) {
                rig.answer("pump-1", i);
            }
        });
        while (!writer.isDone()) {
            DeviceSnapshot pump = rig.activity.device("pump-1", 0, 0);
            float[] scores = pump == null ? new float[0] : pump.history().scores();
            for (int i = 1; i < scores.length; i++) {
                assertThat(scores[i]).isEqualTo(scores[i - 1] + 1);
            }
            if (scores.length > 0) {
                assertThat(scores[scores.length - 1]).isEqualTo((float) pump.score()).isEqualTo(pump.history().written());
            }
        }
        writer.get();
        thread.shutdown();
    }

    @Test
    void manyThreadsLoseNoCountAndNoAnswerIsMixedWithAnother() throws Exception {
        int each = 500_000;
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<?>> writers = new ArrayList<>();
        for (int thread = 0; thread < 3; thread++) {
            double score = thread * 2;
            writers.add(threads.submit(() -> {
                Enriched input = DeviceMessages.input("pump-1", 1, 2);
                ModelOutput output = DeviceMessages.output(input, score);
                for (int i = 0; i < each; i++) {
                    rig.activity.answered(input, output);
                    if (i % 1_000 == 0) {
                        rig.activity.refused("pump-1", new BadInput(ErrorCode.EMPTY, "empty"));
                    }
                }
            }));
        }
        while (writers.stream().anyMatch(writer -> !writer.isDone())) {
            DeviceSnapshot pump = rig.activity.device("pump-1", 0, 0);
            String[] labels = pump == null ? new String[0] : labels(pump.history());
            for (int i = 0; i < labels.length; i++) {
                assertThat(labels[i]).isEqualTo(pump.history().scores()[i] > 2 ? "anomaly" : "normal");
            }
        }
        for (Future<?> writer : writers) {
            writer.get();
        }
        threads.shutdown();

        DeviceSnapshot pump = rig.activity.device("pump-1", 0, 0);
        assertThat(pump.answers()).isEqualTo(3L * each);
        assertThat(pump.errors()).isEqualTo(3L * each / 1_000);
    }
}
