package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.train.Dataset.Window;

/** That ONNX Runtime gives the same ones is in {@link GoldenTest}. */
class ContributionsTest {
    private static final int WINDOW = 30;
    private static final String FLOW = "Volume Flow RateRMS";

    private static final HotellingFit DETECTOR = HotellingFit.of(SimulatedPump.CHANNELS, new SimulatedPump(1).next(6_000),
            FitOptions.DEFAULT);

    @ParameterizedTest
    @EnumSource
    void thoseToTSquaredAddUpToItAndNoneIsNegative(PumpFault fault) {
        SimulatedPump pump = new SimulatedPump(7);
        pump.inject(fault);
        double[][] rows = pump.next(fault.rampSeconds() + 100);
        for (int end = WINDOW - 1; end < rows.length; end++) {
            double[] contributions = DETECTOR.contributions(rows, end);
            double score = DETECTOR.score(rows, end);

            assertThat(contributions).hasSize(8);
            assertThat(Arrays.stream(contributions).min().orElseThrow()).isNotNegative();
            assertThat(Arrays.stream(contributions).sum()).isCloseTo(score, within(1e-9 * score));
        }
    }

    @Test
    void theChannelThatIsOffHasMostOfIt() {
        for (int channel = 0; channel < 8; channel++) {
            double[][] rows = new SimulatedPump(8).next(WINDOW);
            for (double[] row : rows) {
                row[channel] *= 3;
            }
            double[] contributions = DETECTOR.contributions(rows, WINDOW - 1);

            assertThat(contributions[channel]).as(SimulatedPump.CHANNELS.get(channel))
                    .isGreaterThan(Arrays.stream(contributions).sum() / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, WINDOW})
    void thoseToALabelAddUpToItsSumLessTheMeanOfAllLabelsAndOfTheBias(int window) {
        Dataset data = SimulatedFleet.training(1, 4).faults();
        Split split = Split.inTime(data, window, 7, 0.2);
        ClassifierFit fit = ClassifierFit.of(data.channels(), data.labels(), window, split.training(),
                new LogisticTrainer(5, 0.3, 1), Reading.QUIET);
        Window plain = split.training().get(0);
        for (Window each : split.heldOut()) {
            double[][] rows = each.series().rows();
            int label = ClassifierFit.largest(fit.probabilities(rows, each.end()));
            double bias = lead(fit.sums(plain.series().rows(), plain.end()), label)
                    - Arrays.stream(ofLabel(fit, plain, label)).sum();

            assertThat(Arrays.stream(fit.contributions(rows, each.end())).sum() + bias)
                    .isCloseTo(lead(fit.sums(rows, each.end()), label), within(1e-9));
        }
    }

    private static double lead(double[] sums, int label) {
        return sums[label] - Arrays.stream(sums).average().orElseThrow();
    }

    private static double[] ofLabel(ClassifierFit fit, Window window, int label) {
        double[] features = fit.features(window.series().rows(), window.end());
        for (int f = 0; f < features.length; f++) {
            double mean = 0;
            for (double[] weights : fit.weights()) {
                mean += weights[f] / fit.weights().length;
            }
            features[f] *= fit.weights()[label][f] - mean;
        }
        return features;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, WINDOW})
    void thoseToANumberAddUpToItsDifferenceFromTheMean(int window) {
        Dataset data = SimulatedFleet.training(1, 4).channel(FLOW);
        Split split = Split.inTime(data, window, 7, 0.2);
        RegressionFit fit = RegressionFit.of(data.channels(), window, split.training(), 0.001, Reading.QUIET);
        double mean = split.training().stream().mapToDouble(Window::target).average().orElseThrow();
        for (Window each : split.heldOut()) {
            double value = fit.value(each.series().rows(), each.end());

            assertThat(Arrays.stream(fit.contributions(each.series().rows(), each.end())).sum() + mean)
                    .isCloseTo(value, within(1e-9 * Math.abs(value)));
        }
    }
}
