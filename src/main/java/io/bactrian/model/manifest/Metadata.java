package io.bactrian.model.manifest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Names in the metadata properties of an ONNX file: values between commas, a list as JSON or Python writes it, or, of labels, a
 * mapping from class values. What is none of these, or names something twice or not at all, is left alone.
 */
final class Metadata {
    private static final Pattern NO_NAME = Pattern.compile("[\\p{Cntrl}\\p{Cs}]|^\\s*$");
    private static final Pattern NO_PLAIN_NAME = Pattern.compile("[\\[\\]{}\"'`\\\\<>]|^-?\\d+\\s*[:=]");

    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,17}");
    private static final JsonMapper LITERAL = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES,
                    JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    private Metadata() {
    }

    /** What a row's values are called; empty where neither property says it. */
    static List<String> features(Map<String, String> metadata) {
        List<String> names = first(metadata, "features", "channels").places();
        return new HashSet<>(names).size() == names.size() ? names : List.of();
    }

    static LabelNames labels(Map<String, String> metadata) {
        LabelNames labels = first(metadata, "labels", "classes");
        return new HashSet<>(labels.places()).size() == labels.places().size() ? labels : LabelNames.NONE;
    }

    private static LabelNames first(Map<String, String> metadata, String... keys) {
        return Stream.of(keys).map(metadata::get).filter(text -> text != null && !text.isBlank())
                .map(text -> read(text.strip()))
                .filter(names -> !names.none()).findFirst().orElse(LabelNames.NONE);
    }

    private static LabelNames read(String text) {
        if ("[({".indexOf(text.charAt(0)) >= 0) {
            return literal(text);
        }
        List<String> names = Stream.of(text.split(",", -1)).map(String::strip).toList();
        boolean plain = names.stream().allMatch(name -> !NO_PLAIN_NAME.matcher(name).find() && balanced(name));
        return plain && names(names) ? LabelNames.of(names) : LabelNames.NONE;
    }

    /** Python's forms are JSON with other quotes, numbers as keys, round brackets and a comma at the end. */
    private static LabelNames literal(String text) {
        boolean tuple = text.startsWith("(") && text.endsWith(")");
        JsonNode node;
        try {
            node = LITERAL.readTree(tuple ? "[" + text.substring(1, text.length() - 1) + "]" : text);
        } catch (JsonProcessingException e) {
            return LabelNames.NONE;
        }
        List<String> places = new ArrayList<>();
        node.forEach(value -> places.add(value.textValue()));
        if (places.contains(null) || !names(places)) {
            return LabelNames.NONE;
        }
        if (node.isArray()) {
            return LabelNames.of(places);
        }
        Map<String, String> byValue = new LinkedHashMap<>();
        node.properties().forEach(label -> byValue.put(label.getKey(), label.getValue().textValue()));
        boolean wholes = byValue.keySet().stream().allMatch(value -> WHOLE.matcher(value).matches());
        return wholes ? new LabelNames(List.of(), byValue) : LabelNames.NONE;
    }

    private static boolean names(Collection<String> names) {
        return names.stream().noneMatch(name -> NO_NAME.matcher(name).find());
    }

    /** Whether every bracket is closed again, as in {@code Temp (°C)}. */
    private static boolean balanced(String name) {
        int open = 0;
        for (int i = 0; i < name.length() && open >= 0; i++) {
            open += name.charAt(i) == '(' ? 1 : name.charAt(i) == ')' ? -1 : 0;
        }
        return open == 0;
    }
}
