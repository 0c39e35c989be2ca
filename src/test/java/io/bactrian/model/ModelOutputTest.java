package io.bactrian.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.model.Manifest.Answer;
import io.bactrian.model.ModelOutput.Tensor;

class ModelOutputTest {
    private static final List<String> PLACES = List.of("normal", "worn", "blocked");
    private static final Answer BY_PLACE = new Answer("class", "class", null, PLACES, Map.of(), Double.NaN);
    private static final Answer DETECTOR = new Answer("score", "class", null, List.of(), Map.of(1L, "normal", -1L, "outlier"),
            Double.NaN);
    private static final Answer BY_THRESHOLD = new Answer("class", null, null, List.of("normal", "high"), Map.of(), 0.1);

    @Test
    void theScoreIsTheOutputThatTheManifestNames() {
        assertThat(scored("score", tensor("other", 9), tensor("score", 0.25)).score()).isEqualTo(0.25);
    }

    @Test
    void ofSeveralValuesTheLargestIsTheScore() {
        assertThat(scored("score", tensor("score", -3, -1, -2)).score()).isEqualTo(-1);
    }

    @Test
    void withoutAnOutputForItThereIsNoScore() {
        assertThat(scored(null, tensor("score", 1)).score()).isNaN();
        assertThat(scored("missing", tensor("score", 1)).score()).isNaN();
        assertThat(scored("score", tensor("score")).score()).isNaN();
        assertThat(scored("score", tensor("score")).scored()).isNull();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNotFiniteIsNeitherScoreNorLabelWhereverItStands(double odd) {
        for (double[] values : new double[][]{{odd, 1, 2}, {1, odd, 2}, {1, 2, odd}}) {
            assertThat(scored("score", tensor("score", values)).score()).isNaN();
            assertNone(said(BY_PLACE, tensor("class", values)), Unlabelled.NOT_FINITE);
        }
        assertNone(said(BY_THRESHOLD, tensor("class", odd)), Unlabelled.NOT_FINITE);
        assertNone(said(DETECTOR, tensor("class", odd)), Unlabelled.NOT_FINITE);
    }

    @Test
    void ofSeveralValuesTheLargestPicksTheLabelByItsPlaceAndOfEqualOnesTheFirst() {
        assertThat(said(BY_PLACE, tensor("class", 0.2, 0.7, 0.1)).label()).isEqualTo("worn");
        assertThat(said(BY_PLACE, tensor("class", 0.2, 0.4, 0.4)).label()).isEqualTo("worn");
        assertThat(said(BY_PLACE, tensor("class", 0.2, 0.7, 0.1)).unlabelled()).isNull();
    }

    @Test
    void asManyValuesAsLabelsPickOneAndNoOtherNumberDoes() {
        assertNone(said(BY_PLACE, tensor("class", 0.9, 0.1)), Unlabelled.WRONG_COUNT);
        assertNone(said(BY_PLACE, tensor("class", 0.9, 0.1, 0, 0)), Unlabelled.WRONG_COUNT);
        assertNone(said(BY_PLACE, tensor("class", 1)), Unlabelled.WRONG_COUNT);
        assertNone(said(BY_THRESHOLD, tensor("class", 1, 2)), Unlabelled.WRONG_COUNT);
        assertNone(said(DETECTOR, tensor("class", 1, 1)), Unlabelled.WRONG_COUNT);
    }

    @Test
    void aClassValueHasItsOwnLabelAndAnyOtherHasNone() {
        assertThat(said(DETECTOR, whole(1)).label()).isEqualTo("normal");
        assertThat(said(DETECTOR, whole(-1)).label()).isEqualTo("outlier");
        assertThat(said(DETECTOR, tensor("class", -1)).label()).isEqualTo("outlier");
        assertNone(said(DETECTOR, whole(0)), Unlabelled.UNKNOWN_VALUE);
        assertNone(said(DETECTOR, tensor("class", 0.9)), Unlabelled.UNKNOWN_VALUE);
        assertNone(said(DETECTOR, tensor("class", 1e300)), Unlabelled.UNKNOWN_VALUE);
    }

    @Test
    void largeClassValuesAreDistinguishedExactly() {
        Answer large = new Answer(null, "class", null, List.of(), Map.of(9_007_199_254_740_993L, "odd"), Double.NaN);

        assertThat(said(large, whole(9_007_199_254_740_993L)).label()).isEqualTo("odd");
        assertNone(said(large, whole(9_007_199_254_740_992L)), Unlabelled.UNKNOWN_VALUE);
    }

    @Test
    void aTextIsTheLabelItselfUnlessTheManifestMapsIt() {
        Answer plain = new Answer(null, "class", null, List.of(), Map.of(), Double.NaN);
        Answer mapped = new Answer(null, "class", null, List.of(), Map.of("OK", "normal"), Double.NaN);

        assertThat(said(plain, texts("OK")).label()).isEqualTo("OK");
        assertNone(said(plain, texts("")), Unlabelled.UNKNOWN_VALUE);
        assertNone(said(plain, texts("a", "b")), Unlabelled.WRONG_COUNT);
        assertNone(said(plain, texts()), Unlabelled.EMPTY);
        assertThat(said(mapped, texts("OK")).label()).isEqualTo("normal");
        assertNone(said(mapped, texts("ok")), Unlabelled.UNKNOWN_VALUE);
    }

    /** 0.1 of 32 bits is above 0.1 of 64 bits; who reads 0.1 beside a threshold of 0.1 takes it for the same. */
    @Test
    void aThresholdIsComparedInTheScoresOwnPrecision() {
        assertThat(said(BY_THRESHOLD, tensor("class", 0.1f)).label()).isEqualTo("normal");
        assertThat(said(BY_THRESHOLD, tensor("class", Math.nextUp(0.1f))).label()).isEqualTo("high");
        assertThat(said(BY_THRESHOLD, new Tensor("class", Datatype.FP64, new double[]{Math.nextUp(0.1)})).label())
                .isEqualTo("high");
    }

    @Test
    void whatIsEmptyHasNoLabelAndWhereTheManifestDefinesNoneNothingIsMissing() {
        assertNone(said(BY_PLACE, tensor("class")), Unlabelled.EMPTY);
        assertNone(said(BY_THRESHOLD, tensor("class")), Unlabelled.EMPTY);
        assertNone(said(DETECTOR, tensor("other", 1)), Unlabelled.EMPTY);
        assertNone(scored("score", tensor("score", 1)), null);
    }

    private static void assertNone(ModelOutput output, Unlabelled why) {
        assertThat(output.label()).isNull();
        assertThat(output.unlabelled()).isEqualTo(why);
    }

    private static ModelOutput scored(String score, Tensor... outputs) {
        return said(new Answer(score, null, null, List.of(), Map.of(), Double.NaN), outputs);
    }

    private static ModelOutput said(Answer answer, Tensor... outputs) {
        return new ModelOutput(null, Manifests.of("m", "1", 1, List.of("score"), answer, "a"), List.of(outputs));
    }

    private static Tensor tensor(String name, double... values) {
        return new Tensor(name, Datatype.FP32, values);
    }

    private static Tensor whole(long value) {
        return Tensor.whole("class", new long[]{value});
    }

    private static Tensor texts(String... texts) {
        return new Tensor("class", Datatype.BYTES, null, texts);
    }
}
