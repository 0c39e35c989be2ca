package io.bactrian.telemetry;

import java.nio.ByteBuffer;

/** Element types of raw tensors, named as the Open Inference Protocol names them. */
public enum TensorElement {
    FP32(4), FP64(8), INT8(1), UINT8(1), INT16(2), UINT16(2), INT32(4), UINT32(4), INT64(8);

    private final int bytes;

    TensorElement(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    /** The next element, without INT64, which a double may not hold. */
    double next(ByteBuffer in) {
        return switch (this) {
            case FP32 -> in.getFloat();
            case FP64 -> in.getDouble();
            case INT8 -> in.get();
            case UINT8 -> Byte.toUnsignedInt(in.get());
            case INT16 -> in.getShort();
            case UINT16 -> Short.toUnsignedInt(in.getShort());
            case INT32 -> in.getInt();
            case UINT32 -> Integer.toUnsignedLong(in.getInt());
            case INT64 -> throw new IllegalStateException("a whole number of 64 bits is no double");
        };
    }
}
