package io.bactrian.train;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An object whose channels are in {@code telemetry.values}, in {@code values}, or are its own fields; whatever else is asked for
 * is looked up by its path, such as {@code labels.fault}.
 *
 * @param place  where it stands
 * @param object the object
 */
record JsonRow(String place, JsonNode object) implements Row {
    @Override
    public List<String> columns() {
        List<String> names = new ArrayList<>();
        values().properties().forEach(field -> {
            if (field.getValue().isValueNode()) {
                names.add(field.getKey());
            }
        });
        return names;
    }

    @Override
    public String text(String column) {
        JsonNode node = node(column);
        return node.isMissingNode() || node.isNull() ? null : node.isValueNode() ? node.asText() : node.toString();
    }

    @Override
    public double number(String column) {
        JsonNode node = node(column);
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }

    @Override
    public String id() {
        JsonNode values = values();
        return values == object || !object.path("id").isTextual() ? null : object.path("id").textValue();
    }

    private JsonNode node(String column) {
        JsonNode value = values().path(column);
        return !value.isMissingNode() ? value : path(column);
    }

    private JsonNode path(String path) {
        JsonNode node = object.path(path);
        if (!node.isMissingNode()) {
            return node;
        }
        node = object;
        for (String name : path.split("\\.")) {
            node = node.path(name);
        }
        return node;
    }

    /** An empty object where a message has its values by position. */
    private JsonNode values() {
        JsonNode message = object.path("telemetry").isObject() ? object.path("telemetry") : object;
        boolean enveloped = message != object || message.path("values").isObject() || message.path("features").isArray();
        return enveloped ? message.path("values") : message;
    }
}
