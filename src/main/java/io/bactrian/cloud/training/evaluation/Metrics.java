package io.bactrian.cloud.training.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Numbers of one version over examples, each weighted with the messages that it stands for. */
final class Metrics {
    private Metrics() {
    }

    /** Each label's F1 and recall, their means, and the share that is right. */
    static Map<String, Double> ofLabels(List<String> labels, List<Example> examples, String[] answered) {
        double[][] counts = new double[labels.size()][labels.size() + 1];
        for (int i = 0; i < answered.length; i++) {
            int place = labels.indexOf(answered[i]);
            counts[labels.indexOf(examples.get(i).label())][place < 0 ? labels.size() : place] += examples.get(i).weight();
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        double right = 0;
        double total = 0;
        double f1 = 0;
        int present = 0;
        for (int l = 0; l < labels.size(); l++) {
            double actual = Arrays.stream(counts[l]).sum();
            int at = l;
            double said = Arrays.stream(counts).mapToDouble(row -> row[at]).sum();
            if (actual + said > 0) {
                metrics.put("f1-" + labels.get(l), 2 * counts[l][l] / (actual + said));
                f1 += 2 * counts[l][l] / (actual + said);
                present++;
            }
            right += counts[l][l];
            total += actual;
        }
        metrics.put("macro-f1", present == 0 ? 0 : f1 / present);
        metrics.put("accuracy", total == 0 ? 0 : right / total);
        return metrics;
    }

    /** F1, false-alarm and missed-alarm rate, and the area under the ROC curve; each where it is defined. */
    static Map<String, Double> ofAlarms(boolean[] truth, boolean[] alarm, double[] scores, double[] weights) {
        double[][] counts = new double[2][2];
        for (int i = 0; i < truth.length; i++) {
            counts[truth[i] ? 1 : 0][alarm[i] ? 1 : 0] += weights[i];
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        double normal = counts[0][0] + counts[0][1];
        double anomalies = counts[1][0] + counts[1][1];
        if (anomalies > 0) {
            metrics.put("f1", 2 * counts[1][1] / (2 * counts[1][1] + counts[0][1] + counts[1][0]));
            metrics.put("mar", counts[1][0] / anomalies);
        }
        if (normal > 0) {
            metrics.put("far", counts[0][1] / normal);
        }
        if (normal > 0 && anomalies > 0 && Arrays.stream(scores).allMatch(Double::isFinite)) {
            metrics.put("auc", area(truth, scores, weights) / normal / anomalies);
        }
        return metrics;
    }

    /** Weighted pairs of an anomaly and a normal example of which the anomaly has the higher score; equal ones count half. */
    private static double area(boolean[] truth, double[] scores, double[] weights) {
        int[] order = IntStream.range(0, scores.length).boxed().sorted(Comparator.comparingDouble(i -> scores[i]))
                .mapToInt(Integer::intValue).toArray();
        double below = 0;
        double area = 0;
        for (int from = 0; from < order.length;) {
            double normal = 0;
            double anomalies = 0;
            int to = from;
            for (; to < order.length && scores[order[to]] == scores[order[from]]; to++) {
                normal += truth[order[to]] ? 0 : weights[order[to]];
                anomalies += truth[order[to]] ? weights[order[to]] : 0;
            }
            area += anomalies * (below + normal / 2);
            below += normal;
            from = to;
        }
        return area;
    }

    static Map<String, Double> ofNumbers(List<Example> examples, double[] answered) {
        double weights = 0;
        double squares = 0;
        double absolute = 0;
        double mean = 0;
        for (int i = 0; i < answered.length; i++) {
            Example each = examples.get(i);
            double error = answered[i] - each.value();
            weights += each.weight();
            squares += each.weight() * error * error;
            absolute += each.weight() * Math.abs(error);
            mean += each.weight() * each.value();
        }
        mean /= weights;
        double variance = 0;
        for (Example each : examples) {
            variance += each.weight() * (each.value() - mean) * (each.value() - mean);
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("mae", absolute / weights);
        metrics.put("rmse", Math.sqrt(squares / weights));
        metrics.put("r2", variance == 0 ? 0 : 1 - squares / variance);
        return metrics;
    }
}
