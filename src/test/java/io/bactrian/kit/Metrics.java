package io.bactrian.kit;

import java.util.HashMap;
import java.util.Map;

/** A page in Prometheus' text format: each series ({@code name{label="x"}}) with its value. */
public record Metrics(Map<String, Double> series) {
    static final Metrics NONE = new Metrics(Map.of());

    static Metrics parse(String page) {
        var series = new HashMap<String, Double>();
        page.lines().filter(line -> !line.startsWith("#") && line.contains(" ")).forEach(line -> {
            var space = line.lastIndexOf(' ');
            series.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
        });
        return new Metrics(series);
    }

    /** The sum over all series of this name, 0 when there is none. */
    public double sum(String name) {
        return sum(name, "");
    }

    /** The sum over all series of this name whose labels contain {@code label}, as in {@code policy="block"}. */
    public double sum(String name, String label) {
        return series.entrySet().stream()
                .filter(entry -> entry.getKey().equals(name) || entry.getKey().startsWith(name + "{"))
                .filter(entry -> entry.getKey().contains(label)).mapToDouble(Map.Entry::getValue).sum();
    }
}
