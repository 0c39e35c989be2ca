package io.bactrian.telemetry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads a row of little-endian elements without a header. */
final class TensorReader extends PayloadReader {
    private final TensorElement element;

    TensorReader(TensorElement element) {
        this.element = element;
    }

    @Override
    boolean named() {
        return false;
    }

    @Override
    void read(byte[] payload) {
        if (payload.length % element.bytes() != 0) {
            throw new BadInput(ErrorCode.MALFORMED, "the message has " + payload.length + " bytes; expected a multiple of "
                    + element.bytes() + ", the bytes of one " + element
                    + ": send all elements, or correct 'payload.datatype' in the device directory");
        }
        ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            if (element == TensorElement.INT64) {
                whole(readings, null, in.getLong());
                continue;
            }
            double value = element.next(in);
            if (!Double.isFinite(value)) {
                throw new BadInput(ErrorCode.NOT_FINITE,
                        "features[" + readings.count() + "] is " + value + "; expected a finite number");
            }
            readings.add(null, value);
        }
    }

    /** With its digits where a double does not hold it. */
    static void whole(Readings readings, String channel, long value) {
        boolean exact = (long) (double) value == value && value != Long.MAX_VALUE;
        if (exact) {
            readings.add(channel, value);
        } else {
            readings.add(channel, value, Long.toString(value));
        }
    }
}
