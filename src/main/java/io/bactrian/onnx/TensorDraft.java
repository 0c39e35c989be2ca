package io.bactrian.onnx;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import com.google.protobuf.CodedInputStream;

import io.bactrian.onnx.ExternalTensor.Frame;

/** A tensor while it is read. Where a field comes more than once, the last counts, as for every reader of protobuf. */
final class TensorDraft {
    private static final int EXTERNAL = 1;
    private static final int MOST_SAID = 100;

    private final CodedInputStream in;
    private final Map<String, String> source = new HashMap<>();
    private String name = "";
    private int type;
    private long count = 1;
    private boolean external;

    TensorDraft(CodedInputStream in) {
        this.in = in;
    }

    /** Reads type, dimensions and place of the values; false for other fields. */
    boolean read(int tag) throws IOException {
        switch (tag) {
            case Tags.TENSOR_TYPE -> type = in.readInt32();
            case Tags.TENSOR_DIM -> dimension(in.readInt64());
            case Tags.TENSOR_DIMS -> {
                int limit = in.pushLimit(in.readRawVarint32());
                while (in.getBytesUntilLimit() > 0) {
                    dimension(in.readInt64());
                }
                in.popLimit(limit);
            }
            // one that a later field revokes counts all the same: readers differ over values they do not know
            case Tags.TENSOR_LOCATION -> external |= in.readInt32() == EXTERNAL;
            default -> {
                return false;
            }
        }
        return true;
    }

    void name(String text) {
        name = text;
    }

    void external(String key, String value) {
        if (source.size() < MOST_SAID) {
            source.put(key, value);
        }
    }

    boolean isExternal() {
        return external;
    }

    ExternalTensor in(Frame frame) {
        return new ExternalTensor(name, type, count, source, frame);
    }

    private void dimension(long size) {
        boolean fits = count >= 0 && size >= 0 && (size == 0 || count <= Long.MAX_VALUE / size);
        count = fits ? count * size : -1;
    }
}
