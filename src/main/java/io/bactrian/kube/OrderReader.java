package io.bactrian.kube;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.delivery.NodeSelector;
import io.bactrian.delivery.Order;
import io.bactrian.delivery.OrderSource;
import io.bactrian.rollout.Promote;
import io.bactrian.text.Excerpt;
import io.bactrian.text.Suggestions;

/** Makes orders of ConfigMaps. What is wrong with one is its own. */
final class OrderReader {
    static final String LABEL = "bactrian.io/model";
    private static final Set<String> SETTINGS = new TreeSet<>(
            Set.of("version", "url", "file", "sha256", "promote", "nodes", "node-labels", "devices"));
    private static final Set<String> FILES = new TreeSet<>(Set.of("model.onnx", "model.yaml", "golden.json"));

    private OrderReader() {
    }

    /** @throws IOException naming what is wrong with it */
    static OrderObject object(JsonNode object) throws IOException {
        JsonNode metadata = object.path("metadata");
        OrderObject read = new OrderObject(metadata.path("namespace").asText(), metadata.path("name").asText(),
                ObjectReader.revision(metadata), metadata.path("labels").path(LABEL).asText(), texts(object.path("data")),
                texts(object.path("binaryData")));
        order(read);
        return read;
    }

    private static Map<String, String> texts(JsonNode map) {
        Map<String, String> texts = new HashMap<>();
        map.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }

    /** @throws IOException naming what is wrong with it */
    static Order order(OrderObject object) throws IOException {
        Map<String, String> data = object.data();
        for (String key : data.keySet()) {
            if (!SETTINGS.contains(key) && !FILES.contains(key)) {
                Set<String> known = new TreeSet<>(SETTINGS);
                known.addAll(FILES);
                throw new IOException("data has " + Excerpt.quoted(key) + ", which is not known; "
                        + Suggestions.instead(key, known));
            }
        }
        try {
            OrderSource source = source(object);
            return new Order(object.key(), object.model(), version(setting(data, "version"), source.versioned()), source,
                    setting(data, "sha256"), promote(setting(data, "promote")),
                    new NodeSelector(names(data, "nodes"), labels(data), names(data, "devices")));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Null where it is not there, or empty. */
    private static String setting(Map<String, String> data, String key) {
        String text = data.getOrDefault(key, "").strip();
        return text.isEmpty() ? null : text;
    }

    private static int version(String text, boolean versioned) throws IOException {
        if (text == null && versioned) {
            return 0;
        }
        if (text == null || !text.matches("[1-9][0-9]{0,8}")) {
            throw new IOException("version is " + Excerpt.quoted(text) + "; expected a whole number from 1 on, in quotes");
        }
        return Integer.parseInt(text);
    }

    private static Promote promote(String text) throws IOException {
        if (text == null) {
            return null;
        }
        return Arrays.stream(Promote.values()).filter(one -> one.name().toLowerCase(Locale.ROOT).equals(text)).findFirst()
                .orElseThrow(() -> new IOException(
                        "promote is " + Excerpt.quoted(text) + "; expected immediate, gated or manual"));
    }

    private static OrderSource source(OrderObject object) throws IOException {
        String url = setting(object.data(), "url");
        String file = setting(object.data(), "file");
        Map<String, String> texts = new HashMap<>(object.data());
        texts.keySet().retainAll(FILES);
        boolean inline = !texts.isEmpty() || !object.binary().isEmpty();
        if (Stream.of(url != null, file != null, inline).filter(Predicate.isEqual(true)).count() != 1) {
            throw new IOException("it has " + (url == null && file == null && !inline ? "none" : "several")
                    + " of url, file, and the model's files; expected one of them");
        }
        if (url != null) {
            return OrderSource.of(url);
        }
        return file != null ? new OrderSource.Mounted(file) : inline(object, texts);
    }

    private static OrderSource inline(OrderObject object, Map<String, String> texts) throws IOException {
        for (Map.Entry<String, String> entry : object.binary().entrySet()) {
            try {
                Base64.getDecoder().decode(entry.getValue());
            } catch (IllegalArgumentException e) {
                throw new IOException("binaryData." + Excerpt.quoted(entry.getKey()) + " is not base64", e);
            }
        }
        return new OrderSource.Inline(texts, object.binary());
    }

    private static Set<String> names(Map<String, String> data, String key) {
        return Arrays.stream(data.getOrDefault(key, "").split("[,\\s]+")).filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    private static Map<String, String> labels(Map<String, String> data) throws IOException {
        Map<String, String> labels = new HashMap<>();
        for (String pair : names(data, "node-labels")) {
            String[] parts = pair.split("=", 2);
            if (parts.length < 2 || parts[0].isEmpty()) {
                throw new IOException("node-labels has " + Excerpt.quoted(pair) + "; expected KEY=VALUE, several with commas");
            }
            labels.put(parts[0], parts[1]);
        }
        return labels;
    }
}
