package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import ai.onnxruntime.OrtException;
import io.bactrian.train.Dataset.Series;
import io.bactrian.train.Dataset.Window;

class GoldenTest {
    private static final int WINDOW = 30;

    @Test
    void onnxRuntimeSaysWhatTheAnomalyFitSaysWithATenthOfTheTolerance() throws OrtException {
        HotellingFit fit = HotellingFit.of(SimulatedPump.CHANNELS, new SimulatedPump(1).next(6_000), FitOptions.DEFAULT);

        check(fit, Split.inTime(SimulatedFleet.heldOut(1, 2).anomalies(), WINDOW, 1, 0).training());
    }

    @Test
    void onnxRuntimeSaysWhatTheSmoothedAnomalyFitSaysWithATenthOfTheTolerance() throws OrtException {
        HotellingFit fit = HotellingFit.of(SimulatedPump.CHANNELS, new SimulatedPump(1).next(6_000), FitOptions.SMOOTHED);

        check(fit, Split.inTime(SimulatedFleet.heldOut(1, 1).anomalies(), fit.window(), 1, 0).training());
    }

    @Test
    void onnxRuntimeSaysWhatTheClassifierSaysWithATenthOfTheTolerance() throws OrtException {
        Dataset data = SimulatedFleet.training(1, 6).faults();
        for (int window : new int[]{1, WINDOW}) {
            Split split = Split.byDevice(data, SimulatedFleet.heldOut(1, 2).faults(), window, 1);
            check(ClassifierFit.of(data.channels(), data.labels(), window, split.training(), new LogisticTrainer(5, 0.3, 1),
                    Reading.QUIET), split.heldOut());
        }
    }

    @Test
    void onnxRuntimeSaysWhatTheRegressionSaysWithATenthOfTheTolerance() throws OrtException {
        Dataset data = SimulatedFleet.training(1, 6).channel("Volume Flow RateRMS");
        for (int window : new int[]{1, WINDOW}) {
            Split split = Split.byDevice(data, SimulatedFleet.heldOut(1, 2).channel("Volume Flow RateRMS"), window, 1);
            check(RegressionFit.of(data.channels(), window, split.training(), 0.001, Reading.QUIET), split.heldOut());
        }
    }

    @Test
    void casesAreOfEveryLabelAndFromAllOverTheWindows() {
        Dataset data = SimulatedFleet.training(1, 4).faults();
        List<Window> windows = Split.inTime(data, WINDOW, 1, 0).training();
        ClassifierFit fit = ClassifierFit.of(data.channels(), data.labels(), WINDOW, windows, new LogisticTrainer(5, 0.3, 1),
                Reading.QUIET);

        Golden golden = Golden.of(fit, windows, true);

        assertThat(golden.cases()).hasSize(8);
        assertThat(golden.cases()).extracting(each -> each.outputs().get("label")[0].intValue()).containsExactly(0, 0, 1, 1, 2,
                2, 3, 3);
        assertThat(golden.cases()).allSatisfy(each -> {
            assertThat(each.label()).isEqualTo(data.labels().get(each.outputs().get("label")[0].intValue()));
            assertThat(each.inputs().get("input")).hasSize(WINDOW * 8);
            assertThat(each.outputs().get("probabilities")).hasSize(4);
        });
        assertThat(golden.cases().get(0).inputs().get("input")).isNotEqualTo(golden.cases().get(1).inputs().get("input"));
    }

    @Test
    void noCaseIsSoCloseToTheLimitThat32BitsDecide() {
        HotellingFit fit = HotellingFit.of(SimulatedPump.CHANNELS, new SimulatedPump(1).next(600),
                new FitOptions(WINDOW, 0.1, 0.5, 1, 0));
        double[][] rows = new SimulatedPump(1).next(600);
        List<Window> close = new ArrayList<>();
        for (int end = WINDOW - 1; end < rows.length; end++) {
            if (Math.abs(fit.score(rows, end) - 1) < 0.005) {
                close.add(new Window(new Series("", rows, new double[rows.length]), end));
            }
        }

        assertThat(close).isNotEmpty();
        assertThat(Golden.of(fit, close, false).cases()).isEmpty();
    }

    private static void check(Fit fit, List<Window> windows) throws OrtException {
        Golden golden = new Golden(Golden.TOLERANCE, Golden.all(fit, windows, true).toList());
        double worst = 0;
        try (OnnxScorer scorer = new OnnxScorer(fit.graph(true).toByteArray(), fit.window())) {
            for (Golden.Case each : golden.cases()) {
                Map<String, double[]> answer = scorer.answer(each.inputs().get("input"));
                assertThat(answer).containsOnlyKeys(each.outputs().keySet());
                for (String name : answer.keySet()) {
                    Number[] expected = each.outputs().get(name);
                    assertThat(answer.get(name)).as(name).hasSameSizeAs(expected);
                    for (int i = 0; i < expected.length; i++) {
                        double scale = Math.max(1, Math.abs(expected[i].doubleValue()));
                        double off = Math.abs(answer.get(name)[i] - expected[i].doubleValue()) / scale;
                        worst = Math.max(worst, off);
                        assertThat(off).as("%s[%d]", name, i).isCloseTo(0, within(Golden.TOLERANCE / 10));
                    }
                }
            }
        }
        System.out.printf("ONNX Runtime against the %s fit, window %d, %d windows: off by %.1e at most, tolerance %.0e%n",
                fit.task(), fit.window(), golden.cases().size(), worst, Golden.TOLERANCE);
    }
}
