package io.bactrian.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.bactrian.model.Datatype;

/**
 * Reads one object of {@code inputs}; its fields may come in any order. Data is flat, or nested as the shape is. What is binary is cut
 * from the buffer of binary data.
 */
final class InputReader {
    private final byte[] json;
    private final ByteBuffer binary;
    private String name;
    private Datatype datatype;
    private long[] shape;
    private Tensor tensor;
    private int dataBegin = -1;
    private int dataEnd;
    private long binarySize = -1;

    /** @param binary the binary data that inputs have not taken yet */
    InputReader(byte[] json, ByteBuffer binary) {
        this.json = json;
        this.binary = binary;
    }

    /** @param parser at the object's start; afterwards at its end */
    Tensor read(JsonParser parser, int place) throws IOException {
        String where = "inputs[" + place + "]";
        Fields.expect(parser, JsonToken.START_OBJECT, where, "an object");
        String field;
        while ((field = parser.nextFieldName()) != null) {
            parser.nextToken();
            switch (field) {
                case "name" -> name = Fields.text(parser, where + ".name");
                case "datatype" -> datatype = RequestRules.datatype(Fields.text(parser, where + ".datatype"), where);
                case "shape" -> shape = shape(parser, where + ".shape");
                case "parameters" -> parameters(parser, where);
                case "data" -> data(parser, where);
                default -> parser.skipChildren();
            }
        }
        return complete(where);
    }

    private Tensor complete(String where) throws IOException {
        if (name == null || datatype == null || shape == null) {
            throw new InvalidRequest(where + (name == null ? ".name" : datatype == null ? ".datatype" : ".shape")
                    + " is missing; expected name, datatype and shape");
        }
        boolean hasData = tensor != null || dataBegin >= 0;
        if (hasData == binarySize >= 0) {
            throw new InvalidRequest("input '" + name + "' has " + (hasData ? "both" : "neither")
                    + " data " + (hasData ? "and" : "nor") + " the parameter binary_data_size; expected one of them");
        }
        if (binarySize >= 0) {
            return BinaryTensors.read(name, datatype, shape, cut());
        }
        if (tensor == null) {
            try (JsonParser again = RequestReader.parser(json, dataBegin, dataEnd - dataBegin)) {
                again.nextToken();
                tensor = tensor(again);
            }
        }
        return tensor;
    }

    private ByteBuffer cut() {
        if (binarySize > binary.remaining()) {
            throw new InvalidRequest("input '" + name + "' has a binary_data_size of " + binarySize + ", but only "
                    + binary.remaining() + " bytes of binary data are left in the body; is the header "
                    + RequestReader.HEADER + " right?");
        }
        ByteBuffer own = binary.slice(binary.position(), (int) binarySize);
        binary.position(binary.position() + (int) binarySize);
        return own;
    }

    private void data(JsonParser parser, String where) throws IOException {
        Fields.expect(parser, JsonToken.START_ARRAY, where + ".data", "an array");
        if (name != null && datatype != null && shape != null) {
            tensor = tensor(parser);
        } else {
            dataBegin = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            dataEnd = (int) parser.currentLocation().getByteOffset();
        }
    }

    private Tensor tensor(JsonParser parser) throws IOException {
        long elements = Shapes.elements(name, shape);
        if (elements > json.length) {
            throw new InvalidRequest("input '" + name + "' has the shape " + Arrays.toString(shape) + ", " + elements
                    + " elements, more than its data can have");
        }
        ElementSink sink = new ElementSink(name, datatype, (int) elements);
        new Nesting(name, shape, (int) elements, sink).read(parser);
        return sink.tensor(shape);
    }

    private void parameters(JsonParser parser, String where) throws IOException {
        Fields.parameters(parser, where + ".parameters", parameter -> {
            if (parameter.equals("binary_data_size")) {
                binarySize = Fields.whole(parser, where + ".parameters.binary_data_size");
            } else {
                RequestRules.inputParameter(parameter, where + ".parameters." + parameter);
            }
        });
    }

    private static long[] shape(JsonParser parser, String where) throws IOException {
        Fields.expect(parser, JsonToken.START_ARRAY, where, "an array of whole numbers");
        long[] dims = new long[RequestRules.MOST_DIMENSIONS];
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            RequestRules.dimensions(where, count + 1);
            dims[count] = Fields.whole(parser, where + "[" + count + "]");
            count++;
        }
        return Arrays.copyOf(dims, count);
    }
}
