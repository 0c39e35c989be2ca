package io.bactrian.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * A UTF-8 file of JSON objects, as a rule one a line: flat ones, telemetry messages, or samples as they lie on Kafka. A line
 * break inside an object, which a device may have sent, does no harm.
 *
 * @param file the file
 */
record JsonLines(Path file) implements RowFile {
    private static final ObjectReader JSON = JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build()
            .readerFor(JsonNode.class);

    @Override
    public void read(Consumer<Row> taker, Console console) {
        try (FileChannel channel = FileChannel.open(file);
                BufferedReader reader = new BufferedReader(
                        Channels.newReader(channel, StandardCharsets.UTF_8.newDecoder(), -1))) {
            CsvFile.skipByteOrderMark(reader);
            Console.Work reading = console.begin("Reading bytes", channel.size());
            try (MappingIterator<JsonNode> objects = JSON.readValues(reader)) {
                while (objects.hasNextValue()) {
                    int line = objects.getParser().currentTokenLocation().getLineNr();
                    taker.accept(new JsonRow("line " + line, object(objects.nextValue(), line)));
                    reading.at(channel.position());
                }
            }
        } catch (JsonProcessingException e) {
            throw new TrainingException("%s, line %d is no JSON: %s. Expected an object on each line: correct it or --format"
                    .formatted(file, e.getLocation() == null ? 1 : e.getLocation().getLineNr(), e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new TrainingException(
                    "Cannot read %s: %s. Expected a readable UTF-8 file with a JSON object a line".formatted(file, e), e);
        }
    }

    @Override
    public String remedy() {
        return "--format";
    }

    private JsonNode object(JsonNode node, int line) {
        if (!node.isObject()) {
            throw new TrainingException(
                    "%s, line %d is a JSON %s, expected an object: put one object on each line, or correct --format"
                            .formatted(file, line, node.getNodeType().name().toLowerCase(Locale.ROOT)));
        }
        return node;
    }

    /**
     * An object whose channels are in {@code telemetry.values}, in {@code values}, or are its own fields; whatever else is asked for
     * is looked up by its path, such as {@code labels.fault}.
     *
     * @param place  where it stands
     * @param object the object
     */
    private record JsonRow(String place, JsonNode object) implements Row {
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
}
