package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.bactrian.train.Dataset.Series;
import io.bactrian.train.Dataset.Window;

class RegressionFitTest {
    @Test
    void withoutARidgeTheCoefficientsOfALineAreFound() {
        Dataset data = line(500);
        RegressionFit fit = RegressionFit.of(data.channels(), 1, Split.inTime(data, 1, 1, 0).training(), 0, Reading.QUIET);

        assertThat(fit.value(new double[][]{{0, 0}}, 0)).isCloseTo(7, within(1e-9));
        assertThat(fit.value(new double[][]{{1, 0}}, 0)).isCloseTo(10, within(1e-9));
        assertThat(fit.value(new double[][]{{0, 1}}, 0)).isCloseTo(6.5, within(1e-9));
    }

    @Test
    void aRidgeShrinksTowardsTheMeanAlikeForFewWindowsAndMany() {
        for (int rows : new int[]{2_000, 20_000}) {
            Dataset data = line(rows);
            RegressionFit fit = RegressionFit.of(data.channels(), 1, Split.inTime(data, 1, 1, 0).training(), 1, Reading.QUIET);

            double slope = fit.value(new double[][]{{1, 0}}, 0) - fit.value(new double[][]{{0, 0}}, 0);
            assertThat(slope).isCloseTo(1.5, within(0.2));
        }
    }

    @Test
    void theErrorsAreThoseOfTheTextbook() {
        NumberEvaluation evaluation = new NumberEvaluation("flow", new double[]{1, 2, 3, 6}, new double[]{1, 4, 2, 5});

        assertThat(evaluation.rmse()).isCloseTo(Math.sqrt(6 / 4.0), within(1e-12));
        assertThat(evaluation.mae()).isCloseTo(1, within(1e-12));
        assertThat(evaluation.r2()).isCloseTo(1 - 6 / 14.0, within(1e-12));
        assertThat(evaluation.metrics()).containsOnlyKeys("rmse", "mae", "r2", "windows");
    }

    @Test
    void theFlowOfOtherPumpsIsEstimatedFromTheirOtherChannels() {
        Dataset data = SimulatedFleet.training(1, 10).channel("Volume Flow RateRMS");
        Split split = Split.byDevice(data, SimulatedFleet.heldOut(1, 5).channel("Volume Flow RateRMS"), 30, 1);
        RegressionFit fit = RegressionFit.of(data.channels(), 30, split.training(), 0.001, Reading.QUIET);
        NumberEvaluation evaluation = NumberEvaluation.of(fit, "flow", split.heldOut(), Reading.QUIET);

        System.out.printf("Flow of 5 other pumps, faults and all, in l/min: %s%n", evaluation.metrics());
        assertThat(evaluation.r2()).isGreaterThan(0.8);
    }

    @Test
    void tooFewWindowsOrAChannelTwiceAreRefused() {
        Dataset data = line(500);
        List<Window> windows = Split.inTime(data, 1, 1, 0).training();
        double[][] twice = new double[100][];
        for (int r = 0; r < twice.length; r++) {
            twice[r] = new double[]{r, 2 * r};
        }
        Dataset repeated = new Dataset(data.channels(), List.of(), List.of(new Series("", twice, new double[100])));

        assertThatThrownBy(() -> RegressionFit.of(data.channels(), 1, windows.subList(0, 2), 0, Reading.QUIET))
                .isInstanceOf(TrainingException.class).hasMessageContainingAll("2 windows of 1 rows", "more than 2", "--split");
        assertThatThrownBy(() -> RegressionFit.of(repeated.channels(), 1, Split.inTime(repeated, 1, 1, 0).training(), 0,
                Reading.QUIET)).isInstanceOf(TrainingException.class).hasMessageContainingAll("[a, b]", "ridge");
    }

    /** 7 + 3a - b/2. */
    private static Dataset line(int rows) {
        Random random = new Random(1);
        double[][] values = new double[rows][];
        double[] target = new double[rows];
        for (int r = 0; r < rows; r++) {
            values[r] = new double[]{random.nextGaussian(), 100 * random.nextGaussian()};
            target[r] = 7 + 3 * values[r][0] - values[r][1] / 2;
        }
        return new Dataset(List.of("a", "b"), List.of(), List.of(new Series("", values, target)));
    }
}
