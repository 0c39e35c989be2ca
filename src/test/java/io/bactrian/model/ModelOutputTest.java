package io.bactrian.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

class ModelOutputTest {
    private static final List<String> LABELS = List.of("normal", "worn", "blocked");

    @Test
    void theScoreIsTheOutputThatTheManifestNames() {
        assertThat(said("score", null, tensor("other", 9), tensor("score", 0.25)).score()).isEqualTo(0.25);
    }

    @Test
    void ofSeveralValuesTheLargestIsTheScore() {
        assertThat(said("score", null, tensor("score", -3, -1, -2)).score()).isEqualTo(-1);
    }

    @Test
    void withoutAnOutputForItThereIsNoScore() {
        assertThat(said(null, null, tensor("score", 1)).score()).isNaN();
        assertThat(said("missing", null, tensor("score", 1)).score()).isNaN();
    }

    @Test
    void oneValuePicksTheLabelByItself() {
        assertThat(said(null, "class", tensor("class", 0)).label()).isEqualTo("normal");
        assertThat(said(null, "class", tensor("class", 2)).label()).isEqualTo("blocked");
    }

    @Test
    void ofSeveralValuesTheLargestPicksTheLabelByItsPlace() {
        assertThat(said(null, "class", tensor("class", 0.2, 0.7, 0.1)).label()).isEqualTo("worn");
        assertThat(said(null, "class", tensor("class", 0.5, 0.5, 0)).label()).isEqualTo("normal");
    }

    @Test
    void pastTheLabelsThereIsNone() {
        assertThat(said(null, "class", tensor("class", 3)).label()).isNull();
        assertThat(said(null, "class", tensor("class", -1)).label()).isNull();
        assertThat(said(null, "class", tensor("class", 0, 0, 0, 1)).label()).isNull();
        assertThat(said(null, null, tensor("class", 1)).label()).isNull();
        assertThat(said(null, "missing", tensor("class", 1)).label()).isNull();
    }

    private static ModelOutput said(String score, String label, ModelOutput.Tensor... outputs) {
        Manifest model = Manifests.of("m", "1", 1, List.of("score"),
                new Manifest.Answer(score, label, null, LABELS, Double.NaN), "a");
        return new ModelOutput(null, model, List.of(outputs));
    }

    private static ModelOutput.Tensor tensor(String name, double... values) {
        return new ModelOutput.Tensor(name, Datatype.FP32, values);
    }
}
