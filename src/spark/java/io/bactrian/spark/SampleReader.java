package io.bactrian.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.bactrian.train.WindowFeatures;

/**
 * A line of a data set, a sample as the edge sends it, becomes a row of {@link Columns}: its first input is a window. Samples of windows that were
 * not full yet become none. A line that cannot be used becomes a row that says why.
 *
 * @param channels values in a row of the window
 * @param features what is seen of a window
 * @param target   JSON pointer of the label; null for none
 * @param kept     share of the windows that are kept whole
 */
record SampleReader(int channels, WindowFeatures features, String target, double kept) implements FlatMapFunction<Row, Row> {
    private static final int EXCERPT = 80;
    private static final ObjectReader JSON = JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build().readerFor(JsonNode.class);

    /** Why a line cannot be used. */
    private static final class UnusableException extends Exception {
        private UnusableException(String expected, Object... values) {
            super(expected.formatted(values));
        }
    }

    private record Tensor(int bytes, ByteBuffer elements) implements Serializable {
        double next() {
            return bytes == Float.BYTES ? elements.getFloat() : elements.getDouble();
        }
    }

    /** @param line the text and the path of its file */
    @Override
    public Iterator<Row> call(Row line) {
        String text = line.getString(0);
        if (text.isBlank()) {
            return List.<Row>of().iterator();
        }
        JsonNode sample = null;
        try {
            sample = sample(text);
            if (sample.path("state").asText().equals("warming")) {
                return List.<Row>of().iterator();
            }
            return List.of(row(sample)).iterator();
        } catch (UnusableException e) {
            String place = sample == null
                    ? "a line that begins with " + text.substring(0, Math.min(EXCERPT, text.length()))
                    : "sample '%s' of '%s'".formatted(sample.path("id").asText(), sample.path("device").asText());
            return List.of(problem(text, "%s, %s: %s".formatted(line.getString(1), place, e.getMessage()))).iterator();
        }
    }

    private static Row problem(String text, String problem) {
        return RowFactory.create("", "line " + key(text), 0L, 0L, 0L, null, null, null, problem);
    }

    /** Numbers that are spread evenly, the same on every machine. */
    static long key(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
    }

    private static JsonNode sample(String line) throws UnusableException {
        try {
            JsonNode node = JSON.readTree(line);
            if (!node.isObject()) {
                throw new UnusableException("it is a JSON %s, expected an object", node.getNodeType());
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new UnusableException("%s; expected a JSON object on one line", e.getOriginalMessage());
        }
    }

    private Row row(JsonNode sample) throws UnusableException {
        String device = text(sample, "device");
        String id = text(sample, "id");
        double[][] rows = window(sample.path("inputs").path(0));
        long key = key(device + '\n' + id);
        boolean whole = (key >>> 1) * 0x1.0p-63 < kept;
        return RowFactory.create(device, id, sample.path("ts").asLong(), key, key(device), label(sample),
                Vectors.dense(features.of(rows, rows.length - 1)), whole ? WindowBytes.of(rows) : null, null);
    }

    private static String text(JsonNode sample, String field) throws UnusableException {
        String text = sample.path(field).textValue();
        if (text == null || text.isBlank()) {
            throw new UnusableException("%s is %s, expected a text: leave out what is no sample of a device", field,
                    sample.path(field).isMissingNode() ? "missing" : sample.path(field));
        }
        return text;
    }

    private String label(JsonNode sample) {
        JsonNode label = target == null ? sample.path("") : sample.at(target);
        return label.isValueNode() && !label.isNull() ? label.asText() : null;
    }

    private double[][] window(JsonNode input) throws UnusableException {
        Tensor tensor = tensor(input);
        double[][] rows = new double[features.window()][channels];
        for (double[] row : rows) {
            for (int c = 0; c < channels; c++) {
                row[c] = tensor.next();
                if (!Double.isFinite(row[c])) {
                    throw new UnusableException("inputs[0].data has %s for channel %d, expected finite numbers: leave it out",
                            row[c], c + 1);
                }
            }
        }
        return rows;
    }

    private Tensor tensor(JsonNode input) throws UnusableException {
        String shape = input.path("shape").toString();
        String rows = features.window() == 1 ? "" : features.window() + ",";
        String expected = "[1,%s%d]".formatted(rows, channels);
        if (!shape.equals(expected)) {
            throw new UnusableException("inputs[0].shape is %s, expected %s: correct --window or --channels, or leave it out",
                    shape.isEmpty() ? "missing" : shape, expected);
        }
        int bytes = switch (input.path("datatype").asText()) {
            case "FP32" -> Float.BYTES;
            case "FP64" -> Double.BYTES;
            default -> throw new UnusableException("inputs[0].datatype is %s, expected FP32 or FP64", input.path("datatype"));
        };
        byte[] data = data(input);
        if (data.length != bytes * features.window() * channels) {
            throw new UnusableException("inputs[0].data has %d bytes, expected the %d of its shape", data.length,
                    bytes * features.window() * channels);
        }
        return new Tensor(bytes, ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static byte[] data(JsonNode input) throws UnusableException {
        try {
            byte[] data = input.path("data").binaryValue();
            if (data != null) {
                return data;
            }
        } catch (IOException e) {
            throw new UnusableException("inputs[0].data is no base64: %s", e.getMessage());
        }
        throw new UnusableException("inputs[0].data is %s, expected base64", input.path("data").getNodeType());
    }
}
