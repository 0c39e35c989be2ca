package io.bactrian.train;

import java.util.Map;

/** What a fit says of windows it was not fitted on, measured. */
sealed interface Evaluation permits LabelEvaluation, NumberEvaluation, PictureEvaluation {
    /** The numbers for the manifest, rounded. */
    Map<String, Double> metrics();

    /** Tables and pictures for the report, as HTML. */
    String html();

    static double rounded(double value) {
        return Double.isFinite(value) ? StrictMath.rint(value * 1e6) / 1e6 : 0;
    }
}
