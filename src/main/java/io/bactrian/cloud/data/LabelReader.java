package io.bactrian.cloud.data;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.text.Excerpt;
import io.bactrian.text.JsonDocument;

/** Labels as JSON: one object, or a list of them. */
public final class LabelReader {
    private LabelReader() {
    }

    /**
     * What a document says.
     *
     * @param labels   those that can be read, by their places in it, from 0
     * @param problems why others cannot, by their places
     */
    public record Document(Map<Integer, Label> labels, Map<Integer, String> problems) {
    }

    /**
     * @param now the time of labels that say none, or one in the future
     * @throws IOException where it is no object and no list
     */
    public static Document read(byte[] json, Instant now) throws IOException {
        JsonNode root = JsonDocument.parse(json);
        if (!root.isObject() && !root.isArray()) {
            throw new IOException("it is neither a JSON object nor a list of them; expected a label or labels");
        }
        List<JsonNode> nodes = new ArrayList<>();
        (root.isArray() ? root : List.of(root)).forEach(nodes::add);
        Map<Integer, Label> labels = new TreeMap<>();
        Map<Integer, String> problems = new TreeMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            try {
                labels.put(i, label(nodes.get(i), now));
            } catch (IllegalArgumentException e) {
                problems.put(i, e.getMessage());
            }
        }
        return new Document(labels, problems);
    }

    private static Label label(JsonNode node, Instant now) {
        if (!node.isObject()) {
            throw new IllegalArgumentException("it is no JSON object; expected a label");
        }
        String label = text(node, "label");
        double value = number(node);
        boolean takesBack = node.path("label").isNull();
        if (takesBack != (label == null && Double.isNaN(value))) {
            throw new IllegalArgumentException(takesBack
                    ? "its 'label' is null, and it has a 'value'; expected one of the two"
                    : "it has no 'label' and no 'value'; expected one of them, or \"label\": null to take back what was said");
        }
        Instant at = time(node, "at");
        return new Label(text(node, "device"), text(node, "id"), time(node, "from"), time(node, "to"), label, value,
                text(node, "by"), at == null || at.isAfter(now) ? now : at);
    }

    private static String text(JsonNode node, String name) {
        JsonNode member = node.path(name);
        if (member.isMissingNode() || member.isNull()) {
            return null;
        }
        if (!member.isTextual()) {
            throw new IllegalArgumentException("its '" + name + "' is no text; expected one");
        }
        return member.textValue();
    }

    private static double number(JsonNode node) {
        JsonNode member = node.path("value");
        if (member.isMissingNode() || member.isNull()) {
            return Double.NaN;
        }
        if (!member.isNumber() || !Double.isFinite(member.doubleValue())) {
            throw new IllegalArgumentException("its 'value' is no finite number; expected one");
        }
        return member.doubleValue();
    }

    private static Instant time(JsonNode node, String name) {
        String text = text(node, name);
        try {
            Instant time = text == null ? null : Instant.parse(text);
            if (time != null) {
                time.toEpochMilli();
            }
            return time;
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "its '" + name + "' is " + Excerpt.quoted(text) + "; expected a time such as 2026-01-31T12:00:00Z");
        }
    }
}
