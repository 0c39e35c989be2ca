package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final Confusion COUNTED = new Confusion(List.of("normal", "anomaly"), new long[][]{{90, 10}, {5, 15}});

    @Test
    void ratesAreThoseOfTheTextbook() {
        LabelEvaluation evaluation = new LabelEvaluation(COUNTED, true, List.of());

        assertThat(evaluation.metrics()).containsEntry("f1", 0.666667).containsEntry("far", 0.1).containsEntry("mar", 0.25)
                .containsEntry("windows", 120.0);
        assertThat(COUNTED.precision(1)).isCloseTo(0.6, within(1e-12));
        assertThat(COUNTED.recall(1)).isCloseTo(0.75, within(1e-12));
        assertThat(COUNTED.accuracy()).isCloseTo(105 / 120.0, within(1e-12));
        assertThat(COUNTED.macroF1()).isCloseTo((2 * 90 / 195.0 + 2 / 3.0) / 2, within(1e-12));
    }

    @Test
    void whatNothingWasCountedForHasNoRate() {
        LabelEvaluation nothing = new LabelEvaluation(new Confusion(HotellingFit.LABELS), true, List.of());
        LabelEvaluation normal = new LabelEvaluation(new Confusion(HotellingFit.LABELS, new long[][]{{9, 1}, {0, 0}}), true,
                List.of());
        Confusion unseen = new Confusion(List.of("a", "b", "c"), new long[][]{{5, 0, 0}, {0, 5, 0}, {0, 0, 0}});

        assertThat(nothing.metrics()).isEmpty();
        assertThat(nothing.html()).contains("No labelled rows").doesNotContain("NaN");
        assertThat(normal.metrics()).containsOnlyKeys("far", "windows");
        assertThat(unseen.macroF1()).isEqualTo(1);
    }

    @Test
    void theAreaUnderTheCurveIsTheShareOfPairsInOrder() {
        double[] score = {0.9, 0.8, 0.8, 0.4, 0.1};
        boolean[] truth = {true, false, true, true, false};

        Roc roc = Roc.of("score", score, truth);

        assertThat(roc.area()).isCloseTo((2 + 1.5 + 1) / 6, within(1e-12));
        assertThat(roc.points().get(0)).containsExactly(0, 0);
        assertThat(roc.points().get(roc.points().size() - 1)).containsExactly(1, 1);
        assertThat(roc.points()).hasSize(5);
    }

    @Test
    void oneKindOnlyHasNoCurve() {
        assertThat(Roc.of("score", new double[]{1, 2}, new boolean[]{true, true})).isNull();
    }

    @Test
    void theReportStandsAloneAndEscapesWhatItIsGiven() {
        Confusion confusion = new Confusion(List.of("<b>", "a&b"), new long[][]{{3, 1}, {0, 2}});
        Roc curve = Roc.of("<b>", new double[]{1, 2, 3}, new boolean[]{false, true, true});
        String page = Html.page("t<x>", "d&e", new LabelEvaluation(confusion, false, List.of(curve)).html()
                + new NumberEvaluation("flow", new double[]{1, 2, 3}, new double[]{1, 2, 2}).html());

        assertThat(page).contains("<title>t&lt;x&gt;</title>", "d&amp;e", "<td>&lt;b&gt;</td>", "a&amp;b",
                "Confusion matrix", "<svg", "<polyline", "<circle", "area 1.0000");
        assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http", "src=", "href=");
    }
}
