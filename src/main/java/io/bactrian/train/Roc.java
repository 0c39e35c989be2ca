package io.bactrian.train;

import java.util.List;
import java.util.stream.IntStream;

import org.tribuo.classification.evaluation.LabelEvaluationUtil;
import org.tribuo.util.Util;

/**
 * The receiver operating characteristic: what share of the true is found for what share of false alarms, over all thresholds.
 *
 * @param name   of the curve
 * @param points {@code (false alarms, hits)}, from (0, 0) to (1, 1)
 * @param area   under it: 1 is perfect, 0.5 is chance
 */
record Roc(String name, List<double[]> points, double area) {
    /** @return null where all or none is true: there is no curve then */
    static Roc of(String name, double[] score, boolean[] truth) {
        long positives = IntStream.range(0, truth.length).filter(i -> truth[i]).count();
        if (positives == 0 || positives == truth.length) {
            return null;
        }
        LabelEvaluationUtil.ROC curve = LabelEvaluationUtil.generateROCCurve(truth, score);
        List<double[]> points = IntStream.range(0, curve.fpr.length)
                .mapToObj(i -> new double[]{curve.fpr[i], curve.tpr[i]}).toList();
        return new Roc(name, points, Util.auc(curve.fpr, curve.tpr));
    }
}
