package io.bactrian.command;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service's metrics at one moment, read from Prometheus's text. */
final class MetricsPage {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? ([^ ]+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** By metric, then by its labels as they are written. */
    private final Map<String, Map<String, Double>> samples = new HashMap<>();

    /** What is no sample is passed over. */
    static MetricsPage parse(String text) {
        MetricsPage page = new MetricsPage();
        text.lines().map(SAMPLE::matcher).filter(Matcher::matches).forEach(page::add);
        return page;
    }

    private void add(Matcher sample) {
        String labels = sample.group(2) == null ? "" : sample.group(2);
        try {
            samples.computeIfAbsent(sample.group(1), name -> new LinkedHashMap<>()).put(labels,
                    Double.valueOf(sample.group(3)));
        } catch (NumberFormatException e) {
            return;
        }
    }

    /** The sum over all labels, or NaN where there is none. */
    double sum(String name) {
        Map<String, Double> all = samples.get(name);
        return all == null ? Double.NaN : all.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** The value with that label, or NaN. */
    double value(String name, String label, String wanted) {
        return samples.getOrDefault(name, Map.of()).entrySet().stream()
                .filter(sample -> wanted.equals(labels(sample.getKey()).get(label))).mapToDouble(Map.Entry::getValue)
                .findFirst().orElse(Double.NaN);
    }

    /** The labels of a metric's only sample; none where there is no such metric. */
    Map<String, String> labelsOf(String name) {
        return samples.getOrDefault(name, Map.of()).keySet().stream().findFirst().map(MetricsPage::labels).orElse(Map.of());
    }

    /** The values of a label, as the page has them. */
    Iterable<String> values(String name, String label) {
        return samples.getOrDefault(name, Map.of()).keySet().stream().map(labels -> labels(labels).get(label))
                .filter(value -> value != null).distinct().toList();
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        Matcher matcher = LABEL.matcher(text);
        while (matcher.find()) {
            labels.put(matcher.group(1), matcher.group(2));
        }
        return labels;
    }
}
