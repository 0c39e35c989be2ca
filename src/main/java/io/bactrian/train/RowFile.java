package io.bactrian.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A UTF-8 file of records: CSV with a header line, or JSON objects, as a rule one a line. A line break inside an object, which a device
 * may have sent, does no harm.
 *
 * @param file      the file
 * @param delimiter what is between two fields of a CSV file; null for JSON
 */
record RowFile(Path file, Character delimiter) {
    private static final int BYTE_ORDER_MARK = '\uFEFF';
    private static final ObjectReader JSON = JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build()
            .readerFor(JsonNode.class);

    /**
     * Reads all records, the first first.
     *
     * @throws TrainingException when the file cannot be read
     */
    void read(Consumer<Row> taker, Console console) {
        try (FileChannel channel = FileChannel.open(file);
                BufferedReader reader = new BufferedReader(
                        Channels.newReader(channel, StandardCharsets.UTF_8.newDecoder(), -1))) {
            Console.Work reading = console.begin("Reading bytes", channel.size());
            reader.mark(1);
            if (reader.read() != BYTE_ORDER_MARK) {
                reader.reset();
            }
            Consumer<Row> counted = row -> {
                taker.accept(row);
                reading.at(position(channel));
            };
            if (delimiter == null) {
                readJson(reader, counted);
            } else {
                readCsv(reader, counted);
            }
        } catch (JsonProcessingException e) {
            throw new TrainingException("%s, line %d is no JSON: %s. Expected an object on each line: correct it or --format"
                    .formatted(file, e.getLocation() == null ? 1 : e.getLocation().getLineNr(), e.getOriginalMessage()), e);
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw new TrainingException("Cannot read %s: %s. Expected a readable UTF-8 %s".formatted(file, e,
                    delimiter == null ? "file with a JSON object a line" : "CSV file with a header line"), e);
        }
    }

    /** What else may be wrong where a column is missing or has no number. */
    String remedy() {
        return delimiter == null ? "--format" : "--delimiter (now '%s')".formatted(delimiter);
    }

    private void readJson(BufferedReader reader, Consumer<Row> taker) throws IOException {
        try (MappingIterator<JsonNode> objects = JSON.readValues(reader)) {
            while (objects.hasNextValue()) {
                int line = objects.getParser().currentTokenLocation().getLineNr();
                JsonNode node = objects.nextValue();
                if (!node.isObject()) {
                    throw new TrainingException(
                            "%s, line %d is a JSON %s, expected an object: put one object on each line, or correct --format"
                                    .formatted(file, line, node.getNodeType().name().toLowerCase(Locale.ROOT)));
                }
                taker.accept(new Row("line " + line, node, false));
            }
        }
    }

    private void readCsv(BufferedReader reader, Consumer<Row> taker) throws IOException {
        try (CSVParser parser = CSVFormat.DEFAULT.builder().setDelimiter(delimiter).setHeader()
                .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW).setSkipHeaderRecord(true).setTrim(true).get()
                .parse(reader)) {
            for (CSVRecord record : parser) {
                ObjectNode fields = JsonNodeFactory.instance.objectNode();
                for (String name : parser.getHeaderNames()) {
                    fields.put(name, record.isSet(name) && !record.get(name).isEmpty() ? record.get(name) : null);
                }
                taker.accept(new Row("row " + record.getRecordNumber(), fields, true));
            }
        }
    }

    private static long position(FileChannel channel) {
        try {
            return channel.position();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
