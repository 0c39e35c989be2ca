package io.bactrian.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;

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

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_BYTES);
    private final List<byte[]> binary = new ArrayList<>();

    private ResponseWriter() {
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
        OutputTensors tensors = OutputTensors.of(rows);
        List<RequestedOutput> asked = outputs.isEmpty()
                ? tensors.names().stream().map(name -> new RequestedOutput(name, binary)).toList()
                : outputs;
        try {
            return new ResponseWriter().write(id, asked, tensors);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
    }

    private InferenceResponse write(String id, List<RequestedOutput> asked, OutputTensors tensors) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("model_name", tensors.model().name());
            json.writeStringField("model_version", tensors.model().version());
            if (id != null) {
                json.writeStringField("id", id);
            }
            json.writeArrayFieldStart("outputs");
            for (RequestedOutput output : asked) {
                output(json, tensors.output(output.name()), output.binary());
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

    private void output(JsonGenerator json, OutputTensors.Output output, boolean isBinary) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", output.name());
        json.writeStringField("datatype", output.datatype().name());
        json.writeFieldName("shape");
        json.writeArray(output.shape(), 0, output.shape().length);
        if (isBinary) {
            byte[] bytes = output.bytes();
            binary.add(bytes);
            json.writeObjectFieldStart("parameters");
            json.writeNumberField("binary_data_size", bytes.length);
            json.writeEndObject();
        } else {
            json.writeArrayFieldStart("data");
            for (ModelOutput.Tensor row : output.rows()) {
                data(json, row);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
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
}
