package io.bactrian.onnx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.google.protobuf.CodedInputStream;

/** The fields of {@code onnx.proto} that are read, as their number and wire type stand in a file. */
final class Tags {
    private static final int VARINT = 0;
    private static final int BYTES = 2;

    static final int MODEL_GRAPH = 7 << 3 | BYTES;
    static final int MODEL_METADATA = 14 << 3 | BYTES;
    static final int MODEL_TRAINING = 20 << 3 | BYTES;
    static final int MODEL_FUNCTION = 25 << 3 | BYTES;
    static final int TRAINING_INITIALIZATION = 1 << 3 | BYTES;
    static final int TRAINING_ALGORITHM = 2 << 3 | BYTES;
    static final int GRAPH_NODE = 1 << 3 | BYTES;
    static final int GRAPH_INITIALIZER = 5 << 3 | BYTES;
    static final int GRAPH_INPUT = 11 << 3 | BYTES;
    static final int GRAPH_OUTPUT = 12 << 3 | BYTES;
    static final int GRAPH_SPARSE_INITIALIZER = 15 << 3 | BYTES;
    static final int NODE_NAME = 3 << 3 | BYTES;
    static final int NODE_OPERATOR = 4 << 3 | BYTES;
    static final int NODE_ATTRIBUTE = 5 << 3 | BYTES;
    static final int NODE_DOMAIN = 7 << 3 | BYTES;
    static final int ATTRIBUTE_TENSOR = 5 << 3 | BYTES;
    static final int ATTRIBUTE_GRAPH = 6 << 3 | BYTES;
    static final int ATTRIBUTE_TENSORS = 10 << 3 | BYTES;
    static final int ATTRIBUTE_GRAPHS = 11 << 3 | BYTES;
    static final int ATTRIBUTE_SPARSE = 22 << 3 | BYTES;
    static final int ATTRIBUTE_SPARSES = 23 << 3 | BYTES;
    static final int FUNCTION_NAME = 1 << 3 | BYTES;
    static final int FUNCTION_NODE = 7 << 3 | BYTES;
    static final int FUNCTION_DOMAIN = 10 << 3 | BYTES;
    static final int FUNCTION_ATTRIBUTE = 11 << 3 | BYTES;
    static final int SPARSE_VALUES = 1 << 3 | BYTES;
    static final int SPARSE_INDICES = 2 << 3 | BYTES;
    static final int TENSOR_DIM = 1 << 3 | VARINT;
    static final int TENSOR_DIMS = 1 << 3 | BYTES;
    static final int TENSOR_TYPE = 2 << 3 | VARINT;
    static final int TENSOR_NAME = 8 << 3 | BYTES;
    static final int TENSOR_RAW = 9 << 3 | BYTES;
    static final int TENSOR_EXTERNAL = 13 << 3 | BYTES;
    static final int TENSOR_LOCATION = 14 << 3 | VARINT;
    static final int PORT_NAME = 1 << 3 | BYTES;
    static final int ENTRY_KEY = 1 << 3 | BYTES;
    static final int ENTRY_VALUE = 2 << 3 | BYTES;

    private Tags() {
    }

    /** A text, not longer than that; bytes that are no UTF-8 are replaced, as no name that counts has any. */
    static String text(CodedInputStream in, int longest) throws IOException {
        int limit = in.pushLimit(in.readRawVarint32());
        int length = in.getBytesUntilLimit();
        if (length > longest) {
            throw new OnnxFormatException("it has a name or text of " + length + " bytes; expected at most " + longest);
        }
        String text = new String(in.readRawBytes(length), StandardCharsets.UTF_8);
        in.popLimit(limit);
        return text;
    }
}
