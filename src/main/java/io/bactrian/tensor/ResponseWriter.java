package io.bactrian.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;

import io.bactrian.model.Datatype;
import io.bactrian.model.Elements;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.tensor.InferenceRequest.RequestedOutput;

/**
 * Writes the response to an inference request from what a model says to its rows. In JSON, data is one flat array; a number that is not
 * finite, for which JSON has none, is the text {@code "NaN"}, {@code "Infinity"} or {@code "-Infinity"}. Any thread.
 */
public final class ResponseWriter {
    private static final JsonFactory JSON = JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();
    private static final int USUAL_BYTES = 512;

    private final Manifest model;
    private final List<ModelOutput> rows;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_BYTES);
    private final List<byte[]> binary = new ArrayList<>();

    private ResponseWriter(List<ModelOutput> rows) {
        this.model = rows.get(0).model();
        this.rows = rows;
    }

    /**
     * @param id      the request's, or null
     * @param outputs those asked for; empty for all
     * @param binary  whether outputs are binary where none is asked for
     * @param rows    one for each of the request's rows
     * @throws ModelUnavailable where versions changed in its midst, so that it is to be sent again
     * @throws InvalidRequest   where outputs of several rows cannot be put together
     */
    public static InferenceResponse write(String id, List<RequestedOutput> outputs, boolean binary, List<ModelOutput> rows) {
        ResponseWriter writer = new ResponseWriter(rows);
        if (rows.stream().anyMatch(row -> row.model() != writer.model)) {
            throw new ModelUnavailable("model '" + writer.model.name() + "' changed its version in the midst of the request; "
                    + "send it again", null);
        }
        List<RequestedOutput> asked = outputs.isEmpty()
                ? ModelDescription.answered(writer.model).stream().map(name -> new RequestedOutput(name, binary)).toList()
                : outputs;
        try {
            return writer.write(id, asked);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
    }

    private InferenceResponse write(String id, List<RequestedOutput> asked) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("model_name", model.name());
            json.writeStringField("model_version", model.version());
            if (id != null) {
                json.writeStringField("id", id);
            }
            json.writeArrayFieldStart("outputs");
            for (RequestedOutput output : asked) {
                output(json, output);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        int length = out.size();
        for (byte[] tensor : binary) {
            out.write(tensor);
        }
        return new InferenceResponse(out.toByteArray(), length);
    }

    private void output(JsonGenerator json, RequestedOutput asked) throws IOException {
        ModelOutput.Tensor first = tensor(rows.get(0), asked.name());
        json.writeStartObject();
        json.writeStringField("name", first.name());
        json.writeStringField("datatype", first.datatype().name());
        long[] shape = shape(first);
        json.writeFieldName("shape");
        json.writeArray(shape, 0, shape.length);
        if (asked.binary()) {
            byte[] bytes = bytes(asked.name());
            binary.add(bytes);
            json.writeObjectFieldStart("parameters");
            json.writeNumberField("binary_data_size", bytes.length);
            json.writeEndObject();
        } else {
            json.writeArrayFieldStart("data");
            for (ModelOutput row : rows) {
                data(json, tensor(row, asked.name()));
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static ModelOutput.Tensor tensor(ModelOutput row, String name) {
        ModelOutput.Tensor tensor = row.output(name);
        if (tensor == null) {
            throw new ModelUnavailable("model '" + row.model().name() + "' version " + row.model().version()
                    + ", which answered in place of the version in service, has no output '" + name + "'; send it again", null);
        }
        return tensor;
    }

    /** With the whole batch in front. */
    private long[] shape(ModelOutput.Tensor first) {
        if (rows.size() == 1) {
            return first.shape();
        }
        for (ModelOutput row : rows) {
            ModelOutput.Tensor own = row.output(first.name());
            if (own == null || own.shape().length == 0 || own.shape()[0] != 1 || own.length() != first.length()) {
                throw new InvalidRequest(
                        "output '" + first.name() + "' has no batch in front, or rows of different sizes; send one "
                                + "row a request");
            }
        }
        long[] shape = first.shape().clone();
        shape[0] = rows.size();
        return shape;
    }

    private static void data(JsonGenerator json, ModelOutput.Tensor tensor) throws IOException {
        for (int i = 0; i < tensor.length(); i++) {
            switch (tensor.datatype()) {
                case BYTES -> json.writeString(tensor.texts()[i]);
                case BOOL -> json.writeBoolean(tensor.values()[i] != 0);
                case FP64 -> json.writeNumber(tensor.values()[i]);
                case FP32, FP16, BF16 -> json.writeNumber((float) tensor.values()[i]);
                case UINT64 -> json.writeNumber(Long.toUnsignedString(tensor.wholes()[i]));
                case INT64 -> json.writeNumber(tensor.wholes()[i]);
                default -> json.writeNumber((long) tensor.values()[i]);
            }
        }
    }

    private byte[] bytes(String name) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ModelOutput row : rows) {
            all.write(bytes(tensor(row, name)));
        }
        return all.toByteArray();
    }

    private static byte[] bytes(ModelOutput.Tensor tensor) throws IOException {
        if (tensor.datatype() == Datatype.BYTES) {
            return texts(tensor.texts());
        }
        ByteBuffer bytes = ByteBuffer.allocate(tensor.length() * Elements.bytes(tensor.datatype()))
                .order(ByteOrder.LITTLE_ENDIAN);
        if (tensor.wholes() == null) {
            Elements.put(bytes, tensor.datatype(), tensor.values(), 0, tensor.length());
        } else {
            bytes.asLongBuffer().put(tensor.wholes());
        }
        return bytes.array();
    }

    private static byte[] texts(String[] texts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String text : texts) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            all.write(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(utf8.length).array());
            all.write(utf8);
        }
        return all.toByteArray();
    }
}
