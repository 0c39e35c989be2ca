package io.bactrian.model.manifest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.bactrian.text.YamlReader;

/**
 * Labels as a manifest or an ONNX file's metadata gives them: by place from 0 on, or by class value.
 *
 * @param places  empty where they are given by value
 * @param byValue the value as it is written; empty where they are given by place
 */
record LabelNames(List<String> places, Map<String, String> byValue) {
    static final LabelNames NONE = new LabelNames(List.of(), Map.of());

    LabelNames {
        places = List.copyOf(places);
        byValue = new LinkedHashMap<>(byValue);
    }

    /** Of a manifest's outputs; null where it leaves them out. */
    static LabelNames read(YamlReader outputs) {
        if (!outputs.has("labels")) {
            return null;
        }
        if (!outputs.value("labels").isObject()) {
            List<String> places = outputs.texts("labels");
            return places == null ? null : of(places);
        }
        YamlReader mapping = outputs.mapping("labels");
        Map<String, String> byValue = new LinkedHashMap<>();
        mapping.keys().forEach(value -> byValue.put(value, mapping.text(value)));
        byValue.values().removeIf(Objects::isNull);
        return new LabelNames(List.of(), byValue);
    }

    static LabelNames of(List<String> places) {
        return new LabelNames(places, Map.of());
    }

    boolean none() {
        return places.isEmpty() && byValue.isEmpty();
    }

    /** Whether they are given by value. */
    boolean mapped() {
        return !byValue.isEmpty();
    }

    /** The same by place where the values are 0, 1, … in any order, else empty. */
    List<String> counted() {
        List<String> keys = byValue.keySet().stream().toList();
        String[] labels = new String[keys.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = byValue.get(Integer.toString(i));
            if (labels[i] == null) {
                return places;
            }
        }
        return keys.isEmpty() ? places : List.of(labels);
    }
}
