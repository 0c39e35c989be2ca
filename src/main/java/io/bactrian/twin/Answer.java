package io.bactrian.twin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a model said of a device.
 *
 * @param label null for none
 * @param score NaN for none
 */
record Answer(String label, double score, String version) {
    boolean sameLabel(Answer other) {
        return other != null && Objects.equals(label, other.label) && version.equals(other.version);
    }

    boolean sameScore(Answer other) {
        return score == other.score || Objects.equals(TwinText.of(score), TwinText.of(other.score));
    }

    /** A twin: its value, and its type as KubeEdge names it. */
    record Value(String text, String type) {
    }

    /** The twins by their names without prefix; those without a value are left out. */
    Map<String, Value> values() {
        Map<String, Value> values = new LinkedHashMap<>();
        put(values, "label", TwinText.of(label), "string");
        put(values, "score", TwinText.of(score), "float");
        put(values, "version", TwinText.of(version), "string");
        return values;
    }

    private static void put(Map<String, Value> values, String name, String text, String type) {
        if (text != null) {
            values.put(name, new Value(text, type));
        }
    }
}
