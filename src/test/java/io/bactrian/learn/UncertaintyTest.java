package io.bactrian.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;

class UncertaintyTest {
    private static final double EXACT = 1e-12;

    @Test
    void aProbabilityOfZeroCountsNothing() {
        assertThat(Uncertainty.certainty(new double[]{1, 0, 0})).isEqualTo(1);
        assertThat(Uncertainty.certainty(new double[]{0.5, 0.5, 0})).isCloseTo(1 - Math.log(2) / Math.log(3), within(EXACT));
    }

    @Test
    void equalProbabilitiesAreNoCertaintyAtAllHoweverManyThereAre() {
        for (int n = 2; n < 200; n++) {
            double[] equal = new double[n];
            Arrays.fill(equal, 1.0 / n);
            assertThat(Uncertainty.certainty(equal)).isCloseTo(0, within(EXACT));
        }
    }

    @Test
    void theMarginIsBetweenTheTwoLargestWhereverTheyStand() {
        assertThat(Uncertainty.margin(new double[]{0.2, 0.5, 0.3})).isCloseTo(0.2, within(EXACT));
        assertThat(Uncertainty.margin(new double[]{0.5, 0.3, 0.2})).isCloseTo(0.2, within(EXACT));
        assertThat(Uncertainty.margin(new double[]{0.1, 0.45, 0.45})).isZero();
    }

    @Test
    void oneNumberIsTheProbabilityOfTheSecondOfTwo() {
        assertThat(probabilities(0.25)).containsExactly(0.25, 0.75);
    }

    @Test
    void whatIsNoProbabilitiesIsNotTakenForThem() {
        assertThat(probabilities(2.5, -1.5)).isNull();
        assertThat(probabilities(0.5, 0.2)).isNull();
        assertThat(probabilities(Double.NaN, 1)).isNull();
        assertThat(probabilities(Double.POSITIVE_INFINITY, 0)).isNull();
        assertThat(probabilities()).isNull();
        assertThat(probabilities(0.333, 0.333, 0.333)).hasSize(3);
    }

    @Test
    void aModelWithoutProbabilitiesHasNone() {
        Manifest model = Manifests.of("m", "1", 1, List.of("p"),
                new Manifest.Answer("p", null, null, List.of(), Map.of(), Double.NaN), "a");

        assertThat(Uncertainty.probabilities(Messages.classified(Messages.input(model, "d", 1), 0.5, 0.5))).isNull();
    }

    private static double[] probabilities(double... values) {
        return Uncertainty.probabilities(Messages.classified(Messages.input(Messages.CLASSIFIER, "d", 1, 2), values));
    }
}
