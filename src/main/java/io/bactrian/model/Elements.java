package io.bactrian.model;

import java.nio.ByteBuffer;

/** Elements of tensors as bytes, in the buffer's order. */
public final class Elements {
    private static final int UINT8_MOST = 0xff;
    private static final int UINT16_MOST = 0xffff;
    private static final long UINT32_MOST = 0xffff_ffffL;
    private static final double HALF_OF_UINT64 = 0x1p63;
    private static final int FP32_EXPONENT_BITS = 0xff;

    private Elements() {
    }

    /** Bytes of one element; BYTES have no fixed size. */
    public static int bytes(Datatype datatype) {
        return switch (datatype) {
            case BOOL, INT8, UINT8 -> 1;
            case INT16, UINT16, FP16, BF16 -> 2;
            case INT32, UINT32, FP32 -> 4;
            case INT64, UINT64, FP64 -> 8;
            case BYTES -> throw new IllegalArgumentException("strings have no fixed size");
        };
    }

    /**
     * Appends {@code count} values from {@code offset} on, each as {@link ElementRange#holds} says.
     *
     * @throws IllegalArgumentException at the first that the type does not hold; FP32 takes it as infinity
     */
    public static void put(ByteBuffer out, Datatype datatype, double[] values, int offset, int count) {
        if (datatype == Datatype.FP32) {
            putFloats(out, values, offset, count);
            return;
        }
        for (int i = offset; i < offset + count; i++) {
            double value = values[i];
            if (!ElementRange.holds(datatype, value)) {
                throw new IllegalArgumentException("element " + (i - offset) + " is " + ElementRange.shown(value) + ", but "
                        + datatype + " takes " + ElementRange.expected(datatype));
            }
            switch (datatype) {
                case FP64 -> out.putDouble(value);
                case INT64 -> out.putLong((long) value);
                case UINT64 -> out.putLong(unsigned(value));
                case INT32 -> out.putInt((int) value);
                case UINT32 -> out.putInt((int) (long) value);
                case INT16 -> out.putShort((short) value);
                case UINT16 -> out.putShort((short) (int) value);
                case INT8, UINT8, BOOL -> out.put((byte) (int) value);
                case FP16 -> out.putShort(toHalf((float) value));
                case BF16 -> out.putShort(toBrain((float) value));
                default -> throw new IllegalArgumentException("a number is no " + datatype);
            }
        }
    }

    /** What nearly every message has, without a decision for each element. */
    private static void putFloats(ByteBuffer out, double[] values, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            out.putFloat((float) values[i]);
        }
    }

    private static long unsigned(double value) {
        return value < HALF_OF_UINT64 ? (long) value : (long) (value - HALF_OF_UINT64) ^ Long.MIN_VALUE;
    }

    /** The nearest double to an unsigned number. */
    public static double unsigned(long bits) {
        return bits >= 0 ? bits : (bits >>> 1 | bits & 1) * 2.0;
    }

    /** Reads {@code count} elements of INT64 or UINT64, exactly. */
    public static long[] wholes(ByteBuffer in, int count) {
        long[] wholes = new long[count];
        in.asLongBuffer().get(wholes);
        return wholes;
    }

    /** Reads {@code count} values; of INT64 and UINT64 the nearest that a double holds. */
    public static double[] get(ByteBuffer in, Datatype datatype, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = switch (datatype) {
                case FP32 -> in.getFloat();
                case FP64 -> in.getDouble();
                case INT64 -> in.getLong();
                case UINT64 -> unsigned(in.getLong());
                case INT32 -> in.getInt();
                case UINT32 -> in.getInt() & UINT32_MOST;
                case INT16 -> in.getShort();
                case UINT16 -> in.getShort() & UINT16_MOST;
                case INT8 -> in.get();
                case UINT8 -> in.get() & UINT8_MOST;
                case BOOL -> in.get() == 0 ? 0 : 1;
                case FP16 -> fromHalf(in.getShort());
                case BF16 -> fromBrain(in.getShort());
                case BYTES -> throw new IllegalArgumentException("a string is no number");
            };
        }
        return values;
    }

    /** IEEE 754 binary16, to nearest, ties to even. */
    public static short toHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude >= 65520) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x1p-14f) {
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
        }
        int rest = Float.floatToRawIntBits(magnitude);
        int rounded = rest + 0xfff + (rest >>> 13 & 1);
        return (short) (sign | (rounded >>> 13) - (112 << 10));
    }

    public static float fromHalf(short half) {
        int exponent = half >>> 10 & 0x1f;
        int mantissa = half & 0x3ff;
        float magnitude = switch (exponent) {
            case 0 -> mantissa * 0x1p-24f;
            case 0x1f -> mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            default -> Float.intBitsToFloat((exponent + 112) << 23 | mantissa << 13);
        };
        return half < 0 ? -magnitude : magnitude;
    }

    /** bfloat16, to nearest, ties to even. */
    public static short toBrain(float value) {
        int bits = Float.floatToRawIntBits(value);
        if ((bits >>> 23 & FP32_EXPONENT_BITS) == FP32_EXPONENT_BITS) {
            return (short) (bits >>> 16 | (Float.isNaN(value) ? 0x40 : 0));
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    public static float fromBrain(short brain) {
        return Float.intBitsToFloat(brain << 16);
    }
}
