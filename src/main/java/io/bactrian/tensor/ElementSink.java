package io.bactrian.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;

import io.bactrian.model.Datatype;
import io.bactrian.model.ElementRange;
import io.bactrian.model.Elements;
import io.bactrian.text.Excerpt;

/** Takes the elements of one tensor as JSON has them, each only where its datatype holds it. */
final class ElementSink {
    private static final double EXACT = 0x1p53;
    private static final float HALF_INFINITE = 65_520;
    private static final int LONGEST_SHOWN = 80;

    private final String name;
    private final Datatype datatype;
    private final ByteBuffer bytes;
    private final String[] texts;
    private int count;

    /** @param elements how many there are to be */
    ElementSink(String name, Datatype datatype, int elements) {
        this.name = name;
        this.datatype = datatype;
        boolean isText = datatype == Datatype.BYTES;
        this.texts = isText ? new String[elements] : null;
        this.bytes = isText
                ? null
                : ByteBuffer.allocate(Math.multiplyExact(elements, Elements.bytes(datatype))).order(ByteOrder.LITTLE_ENDIAN);
    }

    int count() {
        return count;
    }

    /** The tensor, once all elements are there. */
    Tensor tensor(long[] shape) {
        return new Tensor(name, datatype, shape, bytes == null ? null : bytes.flip(), texts);
    }

    /** @throws InvalidRequest where the parser's token is no such element */
    void add(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (datatype == Datatype.BYTES ? token != JsonToken.VALUE_STRING : !isNumber(token)) {
            throw wrong(parser);
        }
        switch (datatype) {
            case BYTES -> texts[count] = parser.getText();
            case BOOL -> bytes.put((byte) (token.isBoolean() ? token == JsonToken.VALUE_TRUE ? 1 : 0 : whole(parser, 0, 1)));
            case INT8 -> bytes.put((byte) whole(parser, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case UINT8 -> bytes.put((byte) whole(parser, 0, 0xff));
            case INT16 -> bytes.putShort((short) whole(parser, Short.MIN_VALUE, Short.MAX_VALUE));
            case UINT16 -> bytes.putShort((short) whole(parser, 0, 0xffff));
            case INT32 -> bytes.putInt((int) whole(parser, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case UINT32 -> bytes.putInt((int) whole(parser, 0, 0xffff_ffffL));
            case INT64 -> bytes.putLong(whole(parser, Long.MIN_VALUE, Long.MAX_VALUE));
            case UINT64 -> bytes.putLong(unsigned(parser));
            case FP64 -> bytes.putDouble(finite(parser, parser.getDoubleValue()));
            case FP32 -> bytes.putFloat((float) finite(parser, parser.getFloatValue()));
            case FP16 -> bytes.putShort(half(parser));
            case BF16 -> bytes.putShort(brain(parser));
        }
        count++;
    }

    private boolean isNumber(JsonToken token) {
        return token.isNumeric() || token.isBoolean() && datatype == Datatype.BOOL;
    }

    /** A fraction of 0 is no fraction: {@code 3.0} is 3. */
    private long whole(JsonParser parser, long least, long most) throws IOException {
        long value;
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
            double written = parser.getDoubleValue();
            if (written != Math.rint(written) || Math.abs(written) > EXACT) {
                throw wrong(parser);
            }
            value = (long) written;
        } else if (parser.getNumberType() == NumberType.BIG_INTEGER) {
            throw wrong(parser);
        } else {
            value = parser.getLongValue();
        }
        if (value < least || value > most) {
            throw wrong(parser);
        }
        return value;
    }

    private long unsigned(JsonParser parser) throws IOException {
        boolean large = parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() == NumberType.BIG_INTEGER;
        if (!large) {
            return whole(parser, 0, Long.MAX_VALUE);
        }
        if (parser.getBigIntegerValue().signum() < 0 || parser.getBigIntegerValue().bitLength() > Long.SIZE) {
            throw wrong(parser);
        }
        return parser.getBigIntegerValue().longValue();
    }

    private short half(JsonParser parser) throws IOException {
        float value = parser.getFloatValue();
        if (Math.abs(value) >= HALF_INFINITE) {
            throw wrong(parser);
        }
        return Elements.toHalf(value);
    }

    private short brain(JsonParser parser) throws IOException {
        short value = Elements.toBrain((float) finite(parser, parser.getFloatValue()));
        finite(parser, Elements.fromBrain(value));
        return value;
    }

    private double finite(JsonParser parser, double value) throws IOException {
        if (!Double.isFinite(value)) {
            throw wrong(parser);
        }
        return value;
    }

    private InvalidRequest wrong(JsonParser parser) throws IOException {
        String shown = parser.currentToken().isStructStart() ? parser.currentToken().asString() : parser.getText();
        return new InvalidRequest("input '" + name + "', element " + count + " is " + Excerpt.of(shown, LONGEST_SHOWN)
                + ", but " + datatype + " takes " + ElementRange.expected(datatype));
    }
}
