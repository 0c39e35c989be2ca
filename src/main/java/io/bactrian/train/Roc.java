package io.bactrian.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

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
        long negatives = truth.length - positives;
        if (positives == 0 || negatives == 0) {
            return null;
        }
        int[] order = IntStream.range(0, score.length).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -score[i])).mapToInt(Integer::intValue).toArray();
        List<double[]> points = new ArrayList<>(List.of(new double[]{0, 0}));
        double area = 0;
        long hits = 0;
        long alarms = 0;
        for (int i = 0; i < order.length; i++) {
            if (truth[order[i]]) {
                hits++;
            } else {
                alarms++;
            }
            if (i + 1 == order.length || score[order[i]] != score[order[i + 1]]) {
                double[] last = points.get(points.size() - 1);
                double[] point = {(double) alarms / negatives, (double) hits / positives};
                area += (point[0] - last[0]) * (point[1] + last[1]) / 2;
                points.add(point);
            }
        }
        return new Roc(name, points, area);
    }
}
