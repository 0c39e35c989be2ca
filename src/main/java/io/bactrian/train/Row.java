package io.bactrian.train;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One record of a file. Its channels are in {@code telemetry.values} (a sample as it lies on Kafka), in {@code values} (a telemetry
 * message), or are its own fields; whatever else is asked for is looked up by its path, such as {@code labels.fault}.
 *
 * @param place  where it stands, such as {@code row 3}
 * @param object the record; null for a field without a value
 * @param texts  whether its numbers are written as texts
 */
record Row(String place, JsonNode object, boolean texts) {
    /** The names of what it has in number form or could have, in order. */
    List<String> columns() {
        return values().properties().stream().filter(field -> field.getValue().isValueNode()).map(Map.Entry::getKey).toList();
    }

    /** What the column has, as text; null where it has nothing. */
    String text(String column) {
        JsonNode node = node(column);
        return node.isMissingNode() || node.isNull() ? null : node.isValueNode() ? node.asText() : node.toString();
    }

    /** The column's number; NaN where it has none. */
    double number(String column) {
        JsonNode node = node(column);
        if (!texts || !node.isTextual()) {
            return node.isNumber() ? node.doubleValue() : Double.NaN;
        }
        try {
            return Double.parseDouble(node.textValue());
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** What is the same in a repeat of this record; null where the file does not say. */
    String id() {
        return values() == object ? null : object.path("id").textValue();
    }

    private JsonNode node(String column) {
        JsonNode node = values().path(column);
        node = node.isMissingNode() ? object.path(column) : node;
        return node.isMissingNode() ? object.at("/" + column.replace("~", "~0").replace("/", "~1").replace('.', '/')) : node;
    }

    /** An empty object where a message has its values by position. */
    private JsonNode values() {
        JsonNode message = object.path("telemetry").isObject() ? object.path("telemetry") : object;
        boolean enveloped = message != object || message.path("values").isObject() || message.path("features").isArray();
        return enveloped ? message.path("values") : message;
    }
}
