package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelOutput.Tensor;

class ComparisonStatsTest {
    private static final Manifest PLAIN = Manifests.of("pump", "1", 1, "p");
    private static final Manifest LABELLED = Manifests.of("pump", "2", 1, List.of("score"),
            new Manifest.Answer("score", null, null, List.of("normal", "anomaly"), Map.of(), 0.5), "p");

    private final ComparisonStats stats = new ComparisonStats(ComparisonStats.Counts.ZERO);

    private static ModelOutput said(Manifest manifest, Tensor... outputs) {
        return new ModelOutput(null, manifest, List.of(outputs));
    }

    private static Tensor score(double... values) {
        return new Tensor("score", Datatype.FP32, values);
    }

    private boolean agree(ModelOutput serving, ModelOutput candidate) {
        ComparisonStats one = new ComparisonStats(ComparisonStats.Counts.ZERO);
        one.compared(serving, candidate);
        return one.counts().agreed() == 1;
    }

    private static void timed(ComparisonStats stats, long serving, long candidate, int runs) {
        for (int i = 0; i < Latency.WARM_UP + runs; i++) {
            stats.timed(serving, candidate, 1);
        }
    }

    @Test
    void labelsAgreeWhateverTheScores() {
        assertThat(agree(said(LABELLED, score(0.6)), said(LABELLED, score(0.9)))).isTrue();
        assertThat(agree(said(LABELLED, score(0.4)), said(LABELLED, score(0.6)))).isFalse();
    }

    @Test
    void withoutLabelsOnBothSidesTheValuesAgreeToAThousandth() {
        assertThat(agree(said(PLAIN, score(1000)), said(PLAIN, score(1000.9)))).isTrue();
        assertThat(agree(said(PLAIN, score(1000)), said(PLAIN, score(1001.2)))).isFalse();
        assertThat(agree(said(PLAIN, score(-1e-3)), said(PLAIN, score(-1.01e-3)))).isFalse();
        assertThat(agree(said(PLAIN, score(0)), said(PLAIN, score(1e-7)))).isTrue();
        assertThat(agree(said(LABELLED, score(0.6)), said(PLAIN, score(0.9)))).isFalse();
    }

    @Test
    void onlyOutputsOfTheSameNameAndSizeAreComparedAndThereMustBeOne() {
        Tensor other = new Tensor("other", Datatype.FP32, new double[]{1});
        assertThat(agree(said(PLAIN, score(1), other), said(PLAIN, score(1)))).isTrue();
        assertThat(agree(said(PLAIN, score(1, 2), other), said(PLAIN, score(1), other))).isTrue();
        assertThat(agree(said(PLAIN, score(1)), said(PLAIN, other))).isFalse();
    }

    @Test
    void textsAgreeWhenTheyAreEqual() {
        Tensor on = new Tensor("state", Datatype.BYTES, null, new String[]{"on"});
        Tensor off = new Tensor("state", Datatype.BYTES, null, new String[]{"off"});
        Tensor number = new Tensor("state", Datatype.FP32, new double[]{1});
        assertThat(agree(said(PLAIN, on), said(PLAIN, on))).isTrue();
        assertThat(agree(said(PLAIN, on), said(PLAIN, off))).isFalse();
        assertThat(agree(said(PLAIN, on), said(PLAIN, number))).isFalse();
    }

    @Test
    void whatIsNotFiniteNeverAgrees() {
        assertThat(agree(said(PLAIN, score(1)), said(PLAIN, score(Double.NaN)))).isFalse();
        assertThat(agree(said(LABELLED, score(Double.NEGATIVE_INFINITY)), said(LABELLED, score(0)))).isFalse();
        stats.compared(said(PLAIN, score(1)), said(PLAIN, score(Double.NaN)));
        assertThat(stats.counts().notFinite()).isOne();
        assertThat(stats.counts().messages()).isOne();
    }

    @Test
    void aMessageThatTheServingVersionCannotAnswerEitherSaysNothingOfTheCandidate() {
        stats.compared(said(PLAIN, score(Double.NaN)), said(PLAIN, score(Double.NaN)));
        stats.compared(said(PLAIN, score(Double.NaN)), said(PLAIN, score(1)));
        stats.compared(said(LABELLED, score(Double.NaN)), said(LABELLED, score(Double.POSITIVE_INFINITY)));
        assertThat(stats.counts()).isEqualTo(ComparisonStats.Counts.ZERO);
    }

    @Test
    void theRatioIsTheMedianOfRunsWithoutTheFirst() {
        for (int i = 0; i < Latency.WARM_UP; i++) {
            stats.timed(1000, 1_000_000, 1);
        }
        assertThat(stats.counts().result().timed()).isZero();
        for (int i = 0; i < 20; i++) {
            stats.timed(1000 + 100 * i, 2000 + 200 * i, 1);
        }
        stats.timed(1000, 1_000_000_000, 1);
        stats.timed(1_000_000_000, 1000, 1);
        stats.timed(0, 1000, 1);
        assertThat(stats.counts().result().timed()).isEqualTo(22);
        assertThat(stats.counts().result().latencyRatio()).isCloseTo(2, within(0.1));
    }

    @Test
    void whereBothAreToHaveALabelNoneAgreesWithNothing() {
        Manifest classes = Manifests.of("m", "1", 1, List.of("score"),
                new Manifest.Answer("score", "score", null, List.of(), Map.of(1L, "on", 2L, "off"), Double.NaN), "a");

        assertThat(agree(said(classes, score(2)), said(classes, score(2)))).isTrue();
        assertThat(agree(said(classes, score(7)), said(classes, score(7)))).isFalse();
        assertThat(agree(said(classes, score(1)), said(classes, score(7)))).isFalse();
        assertThat(agree(said(classes, score(7)), said(classes, score(1)))).isFalse();
        assertThat(agree(said(classes, score(7)), said(PLAIN, score(7)))).isTrue();
    }

    @Test
    void nothingAgreesWithNothingWhereAnOutputMayBeEmpty() {
        assertThat(agree(said(PLAIN, score()), said(PLAIN, score()))).isTrue();
        assertThat(agree(said(LABELLED, score()), said(LABELLED, score()))).isTrue();
        assertThat(agree(said(LABELLED, score()), said(LABELLED, score(1)))).isFalse();
        assertThat(agree(said(PLAIN, score(1)), said(PLAIN, score()))).isFalse();
    }

    @Test
    void countsTimesErrorsAndDropsAndGoesOnFromBeforeARestart() {
        timed(stats, 1000, 2000, 10);
        stats.compared(said(PLAIN, score(1)), said(PLAIN, score(3)));
        stats.failed();
        stats.dropped(7);
        assertThat(stats.counts().result()).isEqualTo(new ComparisonResult(2, 0, 1, 0, 7, 2, 2, 10));
        ComparisonStats after = new ComparisonStats(stats.counts());
        timed(after, 1000, 500, 30);
        after.compared(said(PLAIN, score(1)), said(PLAIN, score(1)));
        assertThat(after.counts().result()).isEqualTo(new ComparisonResult(3, 1, 1, 0, 7, 1, 0.5, 40));
    }

    @Test
    void beforeTheFirstMessageThereIsNothingToSay() {
        ComparisonResult nothing = stats.counts().result();
        assertThat(nothing.agreement()).isNaN();
        assertThat(nothing.scoreDifference()).isNaN();
        assertThat(nothing.latencyRatio()).isNaN();
    }
}
