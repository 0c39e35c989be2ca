package io.bactrian.kube;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.enrich.Calibrations;
import io.bactrian.enrich.PayloadEntries;
import io.bactrian.enrich.ValueRange;
import io.bactrian.text.Excerpt;
import io.bactrian.text.Suggestions;

/** Makes our objects of the API's, one at a time. What is wrong with an object is its own; what does not matter is a note. */
final class ObjectReader {
    static final String GROUP = "devices.kubeedge.io";
    static final String VERSION = "v1beta1";

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final String PREFIX = "bactrian.io/";
    private static final String LABELS = "labels.bactrian.io/";
    private static final Set<String> KEYS = new TreeSet<>(
            Set.of("model", "version", "device", "calibration", "payload", "assemble"));

    private final Map<String, String> notes;

    /** @param notes gets what is wrong with objects that can be used, by their keys */
    ObjectReader(Map<String, String> notes) {
        this.notes = notes;
    }

    /** {@code namespace/name}, or null where the object has none that can be used. */
    static String key(JsonNode object) {
        String namespace = object.path("metadata").path("namespace").asText();
        String name = object.path("metadata").path("name").asText();
        return isName(namespace) && isName(name) ? namespace + "/" + name : null;
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static String node(JsonNode device) {
        return device.path("spec").path("nodeName").asText();
    }

    /** @throws IOException naming what is wrong with it */
    DeviceObject device(JsonNode object) throws IOException {
        JsonNode metadata = checked(object);
        JsonNode model = object.path("spec").path("deviceModelRef").path("name");
        return new DeviceObject(metadata.path("namespace").asText(), metadata.path("name").asText(), revision(metadata),
                node(object), model.asText().isEmpty() ? null : model.asText(), entry(object));
    }

    /** @throws IOException naming what is wrong with it */
    ModelObject model(JsonNode object) throws IOException {
        JsonNode metadata = checked(object);
        Map<String, ValueRange> ranges = new HashMap<>();
        for (JsonNode property : object.path("spec").path("properties")) {
            ValueRange range = range(key(object), property);
            if (range != null && !property.path("name").asText().isEmpty()) {
                ranges.put(property.path("name").asText(), range);
            }
        }
        return new ModelObject(metadata.path("namespace").asText(), metadata.path("name").asText(), revision(metadata), ranges,
                entry(object));
    }

    private static JsonNode checked(JsonNode object) throws IOException {
        String schema = object.path("apiVersion").asText(GROUP + "/" + VERSION);
        if (!schema.equals(GROUP + "/" + VERSION)) {
            throw new IOException(
                    "its apiVersion is " + Excerpt.quoted(schema) + "; this release reads " + GROUP + "/" + VERSION);
        }
        if (!object.path("spec").isObject()) {
            throw new IOException("it has no spec; expected a mapping");
        }
        return object.path("metadata");
    }

    static long revision(JsonNode metadata) throws IOException {
        try {
            return Long.parseLong(metadata.path("resourceVersion").asText());
        } catch (NumberFormatException e) {
            throw new IOException("its resourceVersion is " + Excerpt.quoted(metadata.path("resourceVersion").asText())
                    + "; expected a whole number", e);
        }
    }

    private ValueRange range(String model, JsonNode property) {
        try {
            return new ValueRange(property.path("unit").asText(null), property.path("type").asText().equalsIgnoreCase("INT"),
                    bound(property, "minimum"), bound(property, "maximum"));
        } catch (IllegalArgumentException e) {
            note(model, "property " + Excerpt.quoted(property.path("name").asText()) + " has no range: " + e.getMessage());
            return null;
        }
    }

    private static Double bound(JsonNode property, String key) {
        String text = property.path(key).asText();
        try {
            return text.isBlank() ? null : Double.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " is " + Excerpt.quoted(text) + "; expected a number", e);
        }
    }

    private Entry entry(JsonNode object) throws IOException {
        Map<String, String> settings = new HashMap<>();
        Map<String, String> labels = new HashMap<>();
        collect(object, "labels", settings, labels);
        collect(object, "annotations", settings, labels);
        Integer version = settings.containsKey("version") ? version(settings.get("version")) : null;
        return new Entry(settings.get("model"), version, settings.get("device"), labels,
                parsed(settings, "calibration", Calibrations::parse), parsed(settings, "payload", PayloadEntries::payload),
                parsed(settings, "assemble", PayloadEntries::assembly));
    }

    /** An annotation replaces a label of the same key. */
    private void collect(JsonNode object, String where, Map<String, String> settings, Map<String, String> labels) {
        object.path("metadata").path(where).properties().forEach(field -> {
            String key = field.getKey();
            String value = field.getValue().asText().strip();
            if (key.startsWith(LABELS) && !value.isEmpty()) {
                labels.put(key.substring(LABELS.length()), value);
            } else if (key.startsWith(PREFIX) && KEYS.contains(key.substring(PREFIX.length())) && !value.isEmpty()) {
                settings.put(key.substring(PREFIX.length()), value);
            } else if (key.startsWith(PREFIX)) {
                note(key(object), where + " has " + Excerpt.quoted(key) + (value.isEmpty()
                        ? ", which is empty"
                        : ", which is not known; " + Suggestions.instead(key.substring(PREFIX.length()), KEYS)));
            }
        });
    }

    private void note(String key, String text) {
        notes.merge(key, text, (first, second) -> first + "; " + second);
    }

    private static Integer version(String text) throws IOException {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new IOException(PREFIX + "version is " + Excerpt.quoted(text) + "; expected a whole number from 1 on");
        }
        return Integer.valueOf(text);
    }

    private interface Parser<T> {
        T parse(String yaml) throws IOException;
    }

    /** Null where there is no such annotation. */
    private static <T> T parsed(Map<String, String> settings, String key, Parser<T> parser) throws IOException {
        if (!settings.containsKey(key)) {
            return null;
        }
        try {
            return parser.parse(settings.get(key));
        } catch (IOException e) {
            throw new IOException(PREFIX + key + ": " + e.getMessage(), e);
        }
    }
}
