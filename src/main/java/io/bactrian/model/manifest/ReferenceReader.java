package io.bactrian.model.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.distribution.Bins;
import io.bactrian.distribution.Distribution;
import io.bactrian.model.Channels;
import io.bactrian.model.Manifest;
import io.bactrian.text.Problems;
import io.bactrian.text.Suggestions;
import io.bactrian.text.YamlReader;

/** Reads {@code drift} of a {@code model.yaml}, and checks whether it has what the model's messages have. */
final class ReferenceReader {
    private static final int MOST_EDGES = 256;
    private static final int MOST_PANES = 1 << 20;

    private final Problems problems;
    private final Map<String, Distribution> found = new LinkedHashMap<>();

    private ReferenceReader(Problems problems) {
        this.problems = problems;
    }

    /** By channel; empty where the manifest has none. */
    static Map<String, Distribution> read(YamlReader all, Problems problems) {
        YamlReader fields = all.mapping("drift");
        ReferenceReader reader = new ReferenceReader(problems);
        fields.list("reference", reader::channel);
        fields.noOthers();
        return reader.found;
    }

    private Distribution channel(JsonNode node, String place) {
        YamlReader fields = new YamlReader(node, place, problems);
        if (!fields.has("channel")) {
            problems.add(place + ".channel is missing; expected a feature, " + Channels.SCORE + " or " + Channels.CONFIDENCE);
        }
        String name = fields.text("channel");
        List<Double> edges = fields.numbers("edges");
        List<Long> counts = fields.list("counts", this::count);
        Double effect = fields.number("effect", 1, Double.MAX_VALUE);
        Integer panes = fields.whole("panes", 1, MOST_PANES);
        fields.noOthers();
        if (name == null) {
            return null;
        }
        if (edges == null || counts == null || edges.size() > MOST_EDGES) {
            problems.add(place + " needs edges and counts; expected up to " + MOST_EDGES
                    + " edges, ascending, and two counts more than edges: one above the last, one of what is no number");
            return null;
        }
        try {
            Distribution read = new Distribution(new Bins(edges.stream().mapToDouble(Double::doubleValue).toArray()),
                    counts.stream().mapToLong(Long::longValue).toArray(), effect == null ? 1 : effect,
                    panes == null ? 0 : panes);
            if (found.put(name, read) != null) {
                problems.add(place + ".channel is '" + name + "' a second time; expected each once");
            }
            return read;
        } catch (IllegalArgumentException e) {
            problems.add(place + ": " + e.getMessage());
            return null;
        }
    }

    private Long count(JsonNode value, String place) {
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0
                || value.longValue() > Integer.MAX_VALUE) {
            problems.add(place + " is " + YamlReader.shown(value) + "; expected how many values there were, from 0 to "
                    + Integer.MAX_VALUE);
            return null;
        }
        return value.longValue();
    }

    /** It has every channel that is compared, and no other. */
    static void check(Map<String, Distribution> reference, Manifest.Answer answer, List<Manifest.Input> inputs,
            Problems problems) {
        if (reference.isEmpty()) {
            return;
        }
        List<String> expected = new ArrayList<>(Channels.of(inputs, Channels.MOST_COMPARED).names());
        if (answer.score() != null) {
            expected.add(Channels.SCORE);
        }
        if (answer.probabilities() != null) {
            expected.add(Channels.CONFIDENCE);
        }
        List<String> missing = expected.stream().filter(name -> !reference.containsKey(name)).toList();
        List<String> unknown = reference.keySet().stream().filter(name -> !expected.contains(name)).toList();
        if (!missing.isEmpty() || !unknown.isEmpty()) {
            problems.add("drift.reference " + (missing.isEmpty() ? "" : "lacks " + Suggestions.list(missing))
                    + (missing.isEmpty() || unknown.isEmpty() ? "" : " and ")
                    + (unknown.isEmpty() ? "" : "has " + Suggestions.list(unknown)) + "; expected each of "
                    + Suggestions.list(expected));
        }
    }
}
