package io.bactrian.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * Reads a mapping key by key. A wrong value is reported with its place, such as {@code inputs[0].window}, and read as if it were
 * left out.
 */
public final class YamlReader {
    private static final int LONGEST_SHOWN = 80;

    private final JsonNode node;
    private final String path;
    private final Problems problems;
    private final Set<String> known = new TreeSet<>();

    /** @param path where it stands in its document; empty for the document itself */
    public YamlReader(JsonNode node, String path, Problems problems) {
        this.problems = problems;
        this.path = path;
        if (!node.isMissingNode() && !node.isObject()) {
            problems.add(
                    (path.isEmpty() ? "the document" : path) + " is " + shown(node) + "; expected a mapping of keys to values");
        }
        this.node = node.isObject() ? node : MissingNode.getInstance();
    }

    public boolean has(String key) {
        known.add(key);
        return !node.path(key).isMissingNode() && !node.path(key).isNull();
    }

    /** Null where it is left out. */
    public String text(String key) {
        return has(key) ? text(node.path(key), at(key)) : null;
    }

    /** A text of that form; null where it is left out or has another. */
    public String text(String key, Pattern form, String expected) {
        String text = text(key);
        if (text != null && !form.matcher(text).matches()) {
            problems.add(at(key) + " is '" + text + "'; expected " + expected);
            return null;
        }
        return text;
    }

    /** As it is written, but for the line break at the end of a block. */
    private String text(JsonNode value, String place) {
        String text = value.isValueNode() ? value.asText() : "";
        text = text.endsWith("\n") ? text.stripTrailing() : text;
        if (text.isEmpty() || !text.equals(text.strip())) {
            problems.add(
                    place + " is " + shown(value) + "; expected a text" + (text.isEmpty() ? "" : " without space around it"));
            return null;
        }
        return text;
    }

    /** Null where it is left out or out of range. */
    public Integer whole(String key, int least, int most) {
        if (!has(key)) {
            return null;
        }
        JsonNode value = node.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least || value.intValue() > most) {
            problems.add(at(key) + " is " + shown(value) + "; expected a whole number from " + least + " to " + most);
            return null;
        }
        return value.intValue();
    }

    /** Null where it is left out or out of range. */
    public Double number(String key, double least, double most) {
        return has(key) ? number(node.path(key), at(key), least, most) : null;
    }

    private Double number(JsonNode value, String place, double least, double most) {
        if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            String range = most == Double.MAX_VALUE ? "" : " from " + least + " to " + most;
            problems.add(place + " is " + shown(value) + "; expected a number" + range);
            return null;
        }
        return value.doubleValue();
    }

    /** One of an enum's constants in any case, or null where it is left out. */
    public <E extends Enum<E>> E oneOf(String key, Class<E> type, List<String> names) {
        String text = text(key);
        if (text == null) {
            return null;
        }
        if (names.stream().noneMatch(text::equalsIgnoreCase)) {
            problems.add(at(key) + " is '" + text + "'; expected one of " + names);
            return null;
        }
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    }

    /** Numbers in a list; null where it is left out. */
    public List<Double> numbers(String key) {
        return list(key, (value, place) -> number(value, place, -Double.MAX_VALUE, Double.MAX_VALUE));
    }

    /** Without any keys where it is left out. */
    public YamlReader mapping(String key) {
        return new YamlReader(has(key) ? node.path(key) : MissingNode.getInstance(), at(key), problems);
    }

    /** What {@code reader} makes of each value of a list and its place; null where the list is left out. */
    public <T> List<T> list(String key, BiFunction<JsonNode, String, T> reader) {
        if (!has(key)) {
            return null;
        }
        JsonNode values = node.path(key);
        if (!values.isArray()) {
            problems.add(at(key) + " is " + shown(values) + "; expected a list");
            return null;
        }
        List<T> read = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            T value = reader.apply(values.get(i), at(key) + "[" + i + "]");
            if (value != null) {
                read.add(value);
            }
        }
        return read;
    }

    /** Texts, none of them twice; null where the list is left out. */
    public List<String> texts(String key) {
        Set<String> seen = new TreeSet<>();
        return list(key, (value, place) -> {
            String text = text(value, place);
            if (text != null && !seen.add(text)) {
                problems.add(place + " is '" + text + "' a second time; expected each once");
            }
            return text;
        });
    }

    /** The keys of a mapping whose keys are free. */
    public List<String> keys() {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        known.addAll(keys);
        return keys;
    }

    public JsonNode value(String key) {
        return node.path(key);
    }

    /** Reports every key that was never read, and every one that is null. */
    public void noOthers() {
        node.fieldNames().forEachRemaining(key -> {
            if (node.get(key).isNull()) {
                problems.add(at(key) + " is null; expected a value, or that it is left out");
            }
            if (!known.contains(key)) {
                problems.add(at(key) + " is no known key; " + Suggestions.instead(key, known));
            }
        });
    }

    /** Where {@code key} stands. */
    public String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** A value as an error message quotes it. */
    public static String shown(JsonNode value) {
        if (value.isArray()) {
            return "a list";
        }
        if (value.isObject()) {
            return "a mapping";
        }
        String text = value.asText();
        String brief = Excerpt.of(text, LONGEST_SHOWN);
        return value.isTextual() ? "'" + brief + "'" : brief;
    }
}
