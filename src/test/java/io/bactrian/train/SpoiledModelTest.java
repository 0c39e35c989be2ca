package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import ai.onnxruntime.OrtException;

class SpoiledModelTest {
    private static final Path GOOD = Path.of("models/pump-anomaly/1");
    private static final double[][] NORMAL = new SimulatedPump(1).next(200);
    @TempDir
    private Path models;

    @Test
    void aGoldenFileThatDisagreesDisagrees() throws IOException, OrtException {
        assertThat(goldenHolds(SpoiledModel.GOLDEN.write(GOOD, models, 3))).isFalse();
    }

    @Test
    void theOneThatSaysNaNPassesItsChecksAndSaysItOfAPumpThatRunsDryOnly() throws IOException, OrtException {
        Path spoiled = SpoiledModel.NAN.write(GOOD, models, 3);

        assertThat(goldenHolds(spoiled)).isTrue();
        for (PumpFault fault : PumpFault.values()) {
            float[] good = open(GOOD).slide(grown(fault), 29).score();
            float[] score = open(spoiled).slide(grown(fault), 29).score();
            boolean dry = fault == PumpFault.DRY_RUNNING;
            assertThat(IntStream.range(0, score.length).anyMatch(i -> Float.isNaN(score[i]))).isEqualTo(dry);
            assertThat(IntStream.range(0, score.length).allMatch(i -> score[i] == good[i] || Float.isNaN(score[i]))).isTrue();
        }
    }

    @Test
    void theSlowOneIsRightAndSlow() throws IOException, OrtException {
        Path spoiled = SpoiledModel.SLOW.write(GOOD, models, 3);

        assertThat(goldenHolds(spoiled)).isTrue();
        assertThat(nanos(spoiled)).isGreaterThan(20 * nanos(GOOD));
    }

    @Test
    void theOneThatDisagreesDoesSoInMostLabelsAndPassesItsChecks() throws IOException, OrtException {
        Path spoiled = SpoiledModel.LABELS.write(GOOD, models, 3);

        assertThat(goldenHolds(spoiled)).isTrue();
        assertThat(open(GOOD).slide(NORMAL, 29).anomaly()).containsOnly(0);
        assertThat(open(spoiled).slide(NORMAL, 29).anomaly()).containsOnly(1);
    }

    private static long nanos(Path folder) throws IOException, OrtException {
        OnnxScorer scorer = open(folder);
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long began = System.nanoTime();
            scorer.batch(NORMAL, 29, 1);
            fastest = Math.min(fastest, System.nanoTime() - began);
        }
        System.out.printf("%s: %.2f ms a run at best%n", folder, fastest / 1e6);
        return fastest;
    }

    private static double[][] grown(PumpFault fault) {
        SimulatedPump pump = new SimulatedPump(3);
        pump.inject(fault);
        return pump.next(400);
    }

    private static boolean goldenHolds(Path folder) throws IOException, OrtException {
        JsonNode golden = new ObjectMapper().readTree(folder.resolve("golden.json").toFile());
        assertThat(golden.path("cases")).isNotEmpty();
        for (JsonNode each : golden.path("cases")) {
            var got = open(folder).answer(new ObjectMapper().convertValue(each.at("/inputs/input"), float[].class));
            for (var output : each.path("outputs").properties()) {
                double expected = output.getValue().get(0).doubleValue();
                double off = Math.abs(got.get(output.getKey())[0] - expected);
                if (!(off <= golden.path("tolerance").doubleValue() * Math.max(1, Math.abs(expected)))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static OnnxScorer open(Path folder) throws IOException, OrtException {
        return new OnnxScorer(Files.readAllBytes(folder.resolve("model.onnx")), 30);
    }
}
