package io.bactrian.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.bactrian.train.Dataset.Window;

/**
 * Of a fit that gives labels.
 *
 * @param confusion what was answered
 * @param alarm     whether the second of two labels is an alarm, which has rates of its own
 * @param curves    of each label's probability, or of the score
 */
record LabelEvaluation(Confusion confusion, boolean alarm, List<Roc> curves) implements Evaluation {
    /** @param fit one that gives labels */
    static LabelEvaluation of(Fit fit, List<Window> windows, Console console) {
        Judged judged = new Judged(fit);
        Console.Work work = console.begin("Evaluating windows", windows.size());
        for (Window each : windows) {
            judged.add(fit.answer(each.series().rows(), each.end()), (int) each.target());
            work.next();
        }
        return judged.evaluation();
    }

    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        if (alarm) {
            alarmRates(metrics);
        } else if (confusion.total() > 0) {
            metrics.put("macro-f1", confusion.macroF1());
            metrics.put("accuracy", confusion.accuracy());
            for (int l = 0; l < confusion.labels().size(); l++) {
                metrics.put("f1-" + confusion.labels().get(l), confusion.f1(l));
            }
        }
        if (confusion.total() > 0) {
            metrics.put("windows", (double) confusion.total());
        }
        metrics.replaceAll((name, value) -> Evaluation.rounded(value));
        return metrics;
    }

    /** Of normal rows the false alarms, of others the missed: neither says anything where there are none. */
    private void alarmRates(Map<String, Double> metrics) {
        if (confusion.actual(1) > 0) {
            metrics.put("f1", confusion.f1(1));
        }
        if (confusion.actual(0) > 0) {
            metrics.put("far", 1 - confusion.recall(0));
        }
        if (confusion.actual(1) > 0) {
            metrics.put("mar", 1 - confusion.recall(1));
        }
        curves.forEach(each -> metrics.put("auc", each.area()));
    }

    @Override
    public String html() {
        if (confusion.total() == 0) {
            return Html.section("Not measured", "<p>No labelled rows were held out.</p>\n");
        }
        List<String> header = new ArrayList<>(List.of("true \\ answered"));
        header.addAll(confusion.labels());
        List<List<String>> counts = new ArrayList<>();
        List<List<String>> rates = new ArrayList<>();
        for (int l = 0; l < confusion.labels().size(); l++) {
            List<String> row = new ArrayList<>(List.of(confusion.labels().get(l)));
            for (long count : confusion.counts()[l]) {
                row.add(Long.toString(count));
            }
            counts.add(row);
            rates.add(List.of(confusion.labels().get(l), percent(confusion.precision(l)), percent(confusion.recall(l)),
                    String.format(Locale.ROOT, "%.4f", confusion.f1(l)), Long.toString(confusion.actual(l))));
        }
        return Html.section("Confusion matrix", Html.table(header, counts))
                + Html.section("Per label", Html.table(List.of("label", "precision", "recall", "F1", "windows"), rates))
                + (curves.isEmpty() ? "" : Html.section("Receiver operating characteristic", Plot.roc(curves)));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
