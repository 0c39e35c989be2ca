package io.bactrian.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.distribution.Distribution;
import io.bactrian.train.Dataset.Window;

/**
 * How channels, score and confidence are distributed over windows of ordinary running: what drift is measured against.
 *
 * @param channels by name; empty for none
 */
record Reference(Map<String, Distribution> channels) {
    static final Reference NONE = new Reference(Map.of());
    private static final int MOST_CHANNELS = 64;
    /** The same digits on every JDK. */
    private static final ObjectMapper JSON = new ObjectMapper(
            JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build());

    private record Channel(String channel, double[] edges, long[] counts, double effect, int panes) {
    }

    /** @param windows in the order in which they came; each is a message, of which its last row is what the device sent */
    static Reference of(Fit fit, List<Window> windows, Console console) {
        if (windows.size() < Distribution.PANES) {
            return NONE;
        }
        int compared = Math.min(fit.channels().size(), MOST_CHANNELS);
        double[][] values = new double[compared + 2][windows.size()];
        Console.Work work = console.begin("Distributions of windows", windows.size());
        ModelYaml.Outputs outputs = fit.outputs();
        for (int w = 0; w < windows.size(); w++) {
            Window window = windows.get(w);
            double[][] rows = window.series().rows();
            for (int c = 0; c < compared; c++) {
                values[c][w] = rows[window.end()][c];
            }
            Number[] score = fit.answer(rows, window.end()).get(outputs.score());
            values[compared][w] = Arrays.stream(score).mapToDouble(Number::doubleValue).max().orElseThrow();
            work.next();
        }
        Map<String, Distribution> channels = new LinkedHashMap<>();
        for (int c = 0; c < compared; c++) {
            channels.put(fit.channels().get(c), Distribution.of(values[c]));
        }
        channels.put("outputs.score", Distribution.of(values[compared]));
        if (outputs.probabilities() != null) {
            channels.put("outputs.confidence", channels.get("outputs.score"));
        }
        return new Reference(channels);
    }

    /** The manifest's key {@code drift}, a line a channel; empty where there is nothing. */
    String toYaml() throws JsonProcessingException {
        StringBuilder yaml = new StringBuilder(channels.isEmpty() ? "" : "drift:\n  reference:\n");
        for (Map.Entry<String, Distribution> each : channels.entrySet()) {
            Distribution one = each.getValue();
            yaml.append("    - ").append(JSON.writeValueAsString(
                    new Channel(each.getKey(), one.bins().edges(), one.counts(), one.effect(), one.panes()))).append('\n');
        }
        return yaml.toString();
    }
}
