package io.bactrian.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * A UTF-8 file with a JSON object a line: flat ones, telemetry messages, or samples as they lie on Kafka.
 *
 * @param file the file
 */
record JsonLines(Path file) implements RowFile {
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final ObjectReader JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build().readerFor(JsonNode.class);

    @Override
    public void read(Consumer<Row> taker, Console console) {
        try (FileChannel channel = FileChannel.open(file);
                BufferedReader reader = new BufferedReader(
                        Channels.newReader(channel, StandardCharsets.UTF_8.newDecoder(), -1))) {
            Console.Work reading = console.begin("Reading bytes", channel.size());
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                reading.at(channel.position());
                String text = number++ == 0 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
                if (!text.isBlank()) {
                    taker.accept(new JsonRow("line " + number, object(text, number)));
                }
            }
        } catch (IOException e) {
            throw new TrainingException(
                    "Cannot read %s: %s. Expected a readable UTF-8 file with a JSON object a line".formatted(file, e), e);
        }
    }

    @Override
    public String remedy() {
        return "--format";
    }

    private JsonNode object(String text, int line) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node.isObject()) {
                return node;
            }
            throw new TrainingException(
                    "%s, line %d is a JSON %s, expected an object: put one object on each line, or correct --format"
                            .formatted(file, line, node.getNodeType().name().toLowerCase(Locale.ROOT)));
        } catch (JsonProcessingException e) {
            throw new TrainingException("%s, line %d is no JSON: %s. Expected an object on each line: correct it or --format"
                    .formatted(file, line, e.getOriginalMessage()), e);
        }
    }
}
