package io.bactrian.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

import io.bactrian.tensor.InferenceRequest.Parameters;
import io.bactrian.tensor.InferenceRequest.RequestedOutput;
import io.bactrian.text.Excerpt;
import io.bactrian.text.Utf8;

/**
 * Reads inference requests: JSON as the Open Inference Protocol V2 has it, with binary tensors behind it as Triton's binary tensor data
 * extension has them. Strict: UTF-8 throughout, no field twice, no NaN; fields it does not know are passed over. Any thread.
 */
public final class RequestReader {
    /** The header that says where the JSON ends and binary tensors begin. */
    public static final String HEADER = "Inference-Header-Content-Length";

    private static final int MOST_LEVELS = 64;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MOST_LEVELS).maxStringLength(Integer.MAX_VALUE)
                            .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();

    private final byte[] json;
    private final ByteBuffer binary;
    private String id;
    private Parameters parameters = Parameters.NONE;
    private List<Tensor> inputs;
    private final List<RequestedOutputs.Asked> outputs = new ArrayList<>();

    private RequestReader(byte[] json, ByteBuffer binary) {
        this.json = json;
        this.binary = binary;
    }

    /**
     * @param body       the request's body; binary tensors share it
     * @param jsonLength what {@link #HEADER} says, or null where it is not there
     * @throws InvalidRequest naming the field that is wrong
     */
    public static InferenceRequest read(byte[] body, String jsonLength) {
        int length = jsonLength == null ? body.length : length(jsonLength, body.length);
        byte[] json = length == body.length ? body : Arrays.copyOf(body, length);
        return new RequestReader(json,
                ByteBuffer.wrap(body, length, body.length - length).slice().order(ByteOrder.LITTLE_ENDIAN))
                .read();
    }

    /** Whether a header says that the body is one tensor and nothing else. */
    public static boolean isRaw(String jsonLength) {
        return "0".equals(jsonLength);
    }

    static JsonParser parser(byte[] json, int from, int length) throws IOException {
        return JSON.createParser(json, from, length);
    }

    private static int length(String said, int body) {
        long length;
        try {
            length = Long.parseLong(said.strip());
        } catch (NumberFormatException e) {
            length = -1;
        }
        if (length < 0 || length > body) {
            throw new InvalidRequest(HEADER + " is " + Excerpt.quoted(said) + ", but the body has " + body
                    + " bytes; expected the length of the JSON in front of the binary data");
        }
        return (int) length;
    }

    private InferenceRequest read() {
        int fault = Utf8.jsonFault(json);
        if (fault >= 0) {
            throw new InvalidRequest("the body is no JSON in UTF-8: byte " + fault + " is "
                    + (json[fault] == '\\' ? "half of a surrogate pair" : "not UTF-8"));
        }
        try (JsonParser parser = parser(json, 0, json.length)) {
            parser.nextToken();
            request(parser);
        } catch (JsonProcessingException e) {
            throw new InvalidRequest("the body is no JSON: " + e.getOriginalMessage().lines().findFirst().orElse("")
                    + (e.getLocation() == null ? "" : ", at byte " + e.getLocation().getByteOffset()));
        } catch (IOException e) {
            throw new InvalidRequest("the body cannot be read");
        }
        if (binary.hasRemaining()) {
            throw new InvalidRequest("the body has " + binary.remaining()
                    + " bytes of binary data that no input takes; expected as many as the inputs' binary_data_size together");
        }
        List<RequestedOutput> asked = outputs.stream().map(output -> new RequestedOutput(output.name(),
                output.binary() == null ? parameters.binaryOutput() : output.binary())).toList();
        return new InferenceRequest(id, parameters, inputs, asked);
    }

    private void request(JsonParser parser) throws IOException {
        if (parser.currentToken() == null) {
            throw new InvalidRequest("the body is empty; expected an inference request");
        }
        Fields.expect(parser, JsonToken.START_OBJECT, "the body", "an object");
        String field;
        while ((field = parser.nextFieldName()) != null) {
            parser.nextToken();
            switch (field) {
                case "id" -> id = id(parser);
                case "parameters" -> parameters(parser);
                case "inputs" -> inputs = inputs(parser);
                case "outputs" -> outputs(parser);
                default -> parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw new InvalidRequest(
                    "the body has more after the end of its object; expected one object, and the header " + HEADER
                            + " where binary data follows");
        }
        if (inputs == null) {
            throw new InvalidRequest("inputs is missing; expected the model's inputs");
        }
    }

    private static String id(JsonParser parser) throws IOException {
        return RequestRules.id(Fields.text(parser, "id"));
    }

    private void parameters(JsonParser parser) throws IOException {
        Fields.parameters(parser, "parameters", name -> {
            Parameters known = parameters;
            String place = "parameters." + name;
            switch (name) {
                case "timeout" ->
                    parameters = new Parameters(Fields.whole(parser, place), known.sample(), known.binaryOutput());
                case "sample" -> parameters = new Parameters(known.timeoutMicros(), Fields.truth(parser, place),
                        known.binaryOutput());
                case "binary_data_output" -> parameters = new Parameters(known.timeoutMicros(), known.sample(),
                        Fields.truth(parser, place));
                default -> RequestRules.requestParameter(name, place);
            }
        });
    }

    private List<Tensor> inputs(JsonParser parser) throws IOException {
        Fields.expect(parser, JsonToken.START_ARRAY, "inputs", "an array of tensors");
        List<Tensor> all = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            RequestRules.tensors("inputs", all.size() + 1);
            all.add(new InputReader(json, binary).read(parser, all.size()));
        }
        return all;
    }

    private void outputs(JsonParser parser) throws IOException {
        Fields.expect(parser, JsonToken.START_ARRAY, "outputs", "an array of outputs");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            RequestRules.tensors("outputs", outputs.size() + 1);
            outputs.add(RequestedOutputs.read(parser, "outputs[" + outputs.size() + "]"));
        }
    }
}
