package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import ai.onnxruntime.OrtException;

class ShippedModelTest {
    private static final Path SHIPPED = new ModelFolder(Path.of("models"), "pump-anomaly", 1).path();
    private static final int NORMAL_SECONDS = 100;

    @Test
    void trainWithoutOptionsMakesTheShippedFilesToTheByte(@TempDir Path out) throws IOException {
        assertThat(TrainCommand.run("--out", out.toString())).isZero();

        Path made = new ModelFolder(out, "pump-anomaly", 1).path();
        assertThat(made.resolve("model.onnx")).hasSameBinaryContentAs(SHIPPED.resolve("model.onnx"));
        assertThat(made.resolve("model.yaml")).hasSameBinaryContentAs(SHIPPED.resolve("model.yaml"));
        assertThat(Files.size(SHIPPED.resolve("model.onnx"))).isLessThan(100_000);
    }

    @Test
    void normalRunningOfOtherPumpsRaisesHardlyAnyAlarm() throws IOException, OrtException {
        long alarms = 0;
        long answers = 0;
        float highest = 0;
        try (OnnxScorer scorer = shipped()) {
            for (long seed = 100; seed < 150; seed++) {
                OnnxScorer.Answers hour = scorer.slide(Recording.of(new SimulatedPump(seed), 3_600).rows(), 29);
                alarms += Arrays.stream(hour.anomaly()).sum();
                answers += hour.anomaly().length;
                for (float score : hour.score()) {
                    highest = Math.max(highest, score);
                }
            }
        }
        System.out.printf(
                "Shipped model on 50 other pumps' hour of normal running: %d alarms in %d answers, highest score %.2f%n",
                alarms, answers, highest);
        assertThat((double) alarms / answers).isLessThan(0.01);
    }

    @ParameterizedTest
    @EnumSource
    void everyFaultIsFlaggedBeforeItIsFullyGrownOrAWindowLater(PumpFault fault) throws IOException, OrtException {
        int grown = NORMAL_SECONDS + Math.max(fault.rampSeconds(), FitOptions.DEFAULT.window());
        int slowest = 0;
        try (OnnxScorer scorer = shipped()) {
            for (long seed = 200; seed < 220; seed++) {
                SimulatedPump pump = new SimulatedPump(seed);
                double[][] normal = Recording.of(pump, NORMAL_SECONDS + 29).rows();
                pump.inject(fault);
                double[][] faulty = Recording.of(pump, fault.rampSeconds() + 300).rows();
                long[] anomaly = scorer.slide(Stream.of(normal, faulty).flatMap(Arrays::stream).toArray(double[][]::new), 29)
                        .anomaly();

                assertThat(Arrays.copyOf(anomaly, NORMAL_SECONDS)).containsOnly(0);
                assertThat(Arrays.copyOfRange(anomaly, grown, anomaly.length)).containsOnly(1);
                slowest = Math.max(slowest, alarmAt(anomaly) - NORMAL_SECONDS + 1);
            }
        }
        System.out.printf("%s on 20 pumps: first alarm within %d s of its beginning%n", fault, slowest);
    }

    private static int alarmAt(long[] anomaly) {
        return (int) Arrays.stream(anomaly).takeWhile(each -> each == 0).count();
    }

    private static OnnxScorer shipped() throws IOException, OrtException {
        return new OnnxScorer(Files.readAllBytes(SHIPPED.resolve("model.onnx")), FitOptions.DEFAULT.window());
    }
}
