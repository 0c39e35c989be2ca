package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import ai.onnxruntime.OrtException;
import io.bactrian.train.Dataset.Series;

class ShippedModelTest {
    private static final Path ANOMALY = new ModelFolder(Path.of("models"), "pump-anomaly", 1).path();
    private static final Path FAULT = new ModelFolder(Path.of("models"), "pump-fault", 1).path();
    private static final String TRAINED = "2026-01-01T00:00:00Z";
    private static final int NORMAL_SECONDS = 100;
    private static final int WINDOW = 30;

    @ParameterizedTest
    @CsvSource({"anomaly,pump-anomaly", "classifier,pump-fault"})
    void trainWithoutOptionsMakesTheShippedFilesToTheByte(String command, String name, @TempDir Path out) throws IOException {
        assertThat(TrainCommand.run(command, "--trained", TRAINED, "--out", out.toString(), "--report",
                out.resolve("report.html").toString())).isZero();

        Path made = new ModelFolder(out, name, 1).path();
        Path shipped = new ModelFolder(Path.of("models"), name, 1).path();
        for (Path folder : List.of(made, shipped)) {
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).extracting(each -> each.getFileName().toString()).containsExactlyInAnyOrder("model.onnx",
                        "model.yaml", "golden.json");
            }
        }
        for (String file : new String[]{"model.onnx", "model.yaml", "golden.json"}) {
            assertThat(made.resolve(file)).hasSameBinaryContentAs(shipped.resolve(file));
            assertThat(Files.size(shipped.resolve(file))).isLessThan(50_000);
        }
    }

    @ParameterizedTest
    @CsvSource({"pump-anomaly", "pump-fault"})
    void onnxRuntimeGivesTheShippedGoldenAnswers(String name) throws IOException, OrtException {
        Path folder = new ModelFolder(Path.of("models"), name, 1).path();
        JsonNode golden = new ObjectMapper().readTree(folder.resolve("golden.json").toFile());
        double tolerance = golden.path("tolerance").doubleValue();
        assertThat(golden.path("cases")).hasSize(8);
        try (OnnxScorer scorer = new OnnxScorer(Files.readAllBytes(folder.resolve("model.onnx")), WINDOW)) {
            for (JsonNode each : golden.path("cases")) {
                float[] input = new ObjectMapper().convertValue(each.at("/inputs/input"), float[].class);
                var got = scorer.answer(input);
                each.path("outputs").properties().forEach(output -> {
                    for (int i = 0; i < output.getValue().size(); i++) {
                        double expected = output.getValue().get(i).doubleValue();
                        assertThat(Math.abs(got.get(output.getKey())[i] - expected))
                                .isLessThanOrEqualTo(tolerance * Math.max(1, Math.abs(expected)));
                    }
                });
            }
        }
    }

    @Test
    void normalRunningOfOtherPumpsRaisesHardlyAnyAlarm() throws IOException, OrtException {
        long alarms = 0;
        long answers = 0;
        float highest = 0;
        try (OnnxScorer scorer = shipped(ANOMALY)) {
            for (long seed = 100; seed < 150; seed++) {
                OnnxScorer.Answers hour = scorer.slide(new SimulatedPump(seed).next(3_600), 29);
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
        try (OnnxScorer scorer = shipped(ANOMALY)) {
            for (long seed = 200; seed < 220; seed++) {
                long[] anomaly = scorer.slide(life(seed, fault), 29).anomaly();

                assertThat(Arrays.copyOf(anomaly, NORMAL_SECONDS)).containsOnly(0);
                assertThat(Arrays.copyOfRange(anomaly, grown, anomaly.length)).containsOnly(1);
                slowest = Math.max(slowest, alarmAt(anomaly) - NORMAL_SECONDS + 1);
            }
        }
        System.out.printf("%s on 20 pumps: first alarm within %d s of its beginning%n", fault, slowest);
    }

    @ParameterizedTest
    @EnumSource
    void everyFaultIsNamedBeforeItIsFullyGrownOrAWindowLater(PumpFault fault) throws IOException, OrtException {
        int grown = NORMAL_SECONDS + Math.max(fault.rampSeconds(), WINDOW);
        int slowest = 0;
        List<Long> settled = new ArrayList<>();
        try (OnnxScorer scorer = shipped(FAULT)) {
            for (long seed = 200; seed < 220; seed++) {
                long[] label = labels(scorer, life(seed, fault));

                assertThat(Arrays.copyOf(label, NORMAL_SECONDS)).containsOnly(0);
                settled.addAll(Arrays.stream(label, grown, label.length).boxed().toList());
                slowest = Math.max(slowest, settledAt(label) - NORMAL_SECONDS + 1);
            }
        }
        System.out.printf("%s on 20 pumps: named permanently within %d s of its beginning%n", fault, slowest);
        assertThat(settled).containsOnly((long) switch (fault) {
            case VALVE_CLOSING, DRY_RUNNING -> 1;
            case BEARING_WEAR -> 2;
            case CAVITATION -> 3;
        });
    }

    @Test
    void theFaultsOfOtherPumpsAreToldApart() throws IOException, OrtException {
        Confusion settled = new Confusion(SimulatedFleet.LABELS);
        Confusion changing = new Confusion(SimulatedFleet.LABELS);
        try (OnnxScorer scorer = shipped(FAULT)) {
            for (Series pump : SimulatedFleet.heldOut(77, 10).faults().series()) {
                long[] label = labels(scorer, pump.rows());
                for (int w = 0; w < label.length; w++) {
                    double[] truth = Arrays.copyOfRange(pump.target(), w, w + WINDOW);
                    double last = truth[WINDOW - 1];
                    if (!Double.isNaN(last)) {
                        Confusion counted = Arrays.stream(truth).allMatch(each -> each == last) ? settled : changing;
                        counted.counts()[(int) last][(int) label[w]]++;
                    }
                }
            }
        }
        System.out.printf("Faults of 10 other pumps: macro F1 %.4f of %d windows; right in %.1f %% of %d while it changes%n",
                settled.macroF1(), settled.total(), 100 * changing.accuracy(), changing.total());
        assertThat(settled.macroF1()).isGreaterThan(0.95);
        assertThat(changing.accuracy()).isGreaterThan(0.5);
    }

    @Test
    void aSecondVersionFromAnotherSeedAgreesOnMostMessages(@TempDir Path out) throws IOException, OrtException {
        assertThat(TrainCommand.run("anomaly", "--version", "2", "--seed", "2", "--out", out.toString())).isZero();
        long agreed = 0;
        long all = 0;
        try (OnnxScorer first = shipped(ANOMALY);
                OnnxScorer second = shipped(new ModelFolder(out, "pump-anomaly", 2).path())) {
            for (Series pump : SimulatedFleet.heldOut(78, 10).anomalies().series()) {
                long[] one = first.slide(pump.rows(), 29).anomaly();
                long[] other = second.slide(pump.rows(), 29).anomaly();
                for (int a = 0; a < one.length; a++) {
                    agreed += one[a] == other[a] ? 1 : 0;
                }
                all += one.length;
            }
        }
        System.out.printf("Versions from seeds 1 and 2 agree on %.2f %% of %d windows%n", 100.0 * agreed / all, all);
        assertThat((double) agreed / all).isGreaterThan(0.98);
    }

    private static double[][] life(long seed, PumpFault fault) {
        SimulatedPump pump = new SimulatedPump(seed);
        double[][] normal = pump.next(NORMAL_SECONDS + 29);
        pump.inject(fault);
        double[][] faulty = pump.next(fault.rampSeconds() + 300);
        return Stream.of(normal, faulty).flatMap(Arrays::stream).toArray(double[][]::new);
    }

    private static long[] labels(OnnxScorer scorer, double[][] rows) throws OrtException {
        long[] labels = new long[rows.length - WINDOW + 1];
        for (int w = 0; w < labels.length; w++) {
            float[] input = new float[WINDOW * rows[0].length];
            for (int i = 0; i < input.length; i++) {
                input[i] = (float) rows[w + i / rows[0].length][i % rows[0].length];
            }
            labels[w] = (long) scorer.answer(input).get("label")[0];
        }
        return labels;
    }

    private static int alarmAt(long[] anomaly) {
        return (int) Arrays.stream(anomaly).takeWhile(each -> each == 0).count();
    }

    private static int settledAt(long[] label) {
        int at = label.length;
        while (at > 0 && label[at - 1] == label[label.length - 1]) {
            at--;
        }
        return at;
    }

    private static OnnxScorer shipped(Path folder) throws IOException, OrtException {
        return new OnnxScorer(Files.readAllBytes(folder.resolve("model.onnx")), WINDOW);
    }
}
