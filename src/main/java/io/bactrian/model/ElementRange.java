package io.bactrian.model;

/** Which numbers an element type holds. */
public final class ElementRange {
    private static final double BEYOND_INT64 = 0x1p63;
    private static final double BEYOND_UINT64 = 0x1p64;
    private static final int UINT8_MOST = 255;
    private static final int UINT16_MOST = 65_535;
    private static final long UINT32_MOST = 4_294_967_295L;

    private ElementRange() {
    }

    /**
     * Whether a number becomes an element without being changed into another: whole and in range for whole numbers, 0 or 1 for
     * BOOL. Floating types round to the nearest they hold, a tiny number to 0, but none to infinity; what is not finite stays so.
     */
    public static boolean holds(Datatype datatype, double value) {
        return switch (datatype) {
            case FP64 -> true;
            case FP32, FP16, BF16 -> !Double.isFinite(value) || Double.isFinite(nearest(datatype, value));
            case BOOL -> value == 0 || value == 1;
            case UINT8 -> whole(value, 0, UINT8_MOST);
            case INT8 -> whole(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case INT16 -> whole(value, Short.MIN_VALUE, Short.MAX_VALUE);
            case INT32 -> whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case UINT16 -> whole(value, 0, UINT16_MOST);
            case UINT32 -> whole(value, 0, UINT32_MOST);
            case UINT64 -> whole(value, 0, BEYOND_UINT64) && value != BEYOND_UINT64;
            case INT64 -> whole(value, -BEYOND_INT64, BEYOND_INT64) && value != BEYOND_INT64;
            case BYTES -> false;
        };
    }

    private static boolean whole(double value, double least, double most) {
        return value >= least && value <= most && value == Math.rint(value);
    }

    /** Whether it is of floating point. */
    public static boolean floating(Datatype datatype) {
        return switch (datatype) {
            case FP64, FP32, FP16, BF16 -> true;
            default -> false;
        };
    }

    /** The nearest number that a floating type holds, infinity where that is nearest; of other types the number itself. */
    static double nearest(Datatype datatype, double value) {
        return switch (datatype) {
            case FP32 -> (float) value;
            case FP16 -> Elements.fromHalf(Elements.toHalf((float) value));
            case BF16 -> Elements.fromBrain(Elements.toBrain((float) value));
            default -> value;
        };
    }

    /** What is to be sent: {@code a whole number from 0 to 255}. */
    public static String expected(Datatype datatype) {
        return switch (datatype) {
            case BOOL -> "true or false, or 1 or 0";
            case UINT8 -> whole(0, UINT8_MOST);
            case INT8 -> whole(Byte.MIN_VALUE, Byte.MAX_VALUE);
            case INT16 -> whole(Short.MIN_VALUE, Short.MAX_VALUE);
            case INT32 -> whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT64 -> whole(Long.MIN_VALUE, Long.MAX_VALUE) + ", beyond ±9007199254740992 only what a double holds exactly";
            case UINT16 -> whole(0, UINT16_MOST);
            case UINT32 -> whole(0, UINT32_MOST);
            case UINT64 ->
                "a whole number from 0 to 18446744073709551615, beyond 9007199254740992 only what a double holds exactly";
            case FP16 -> "a number from -65504 to 65504";
            case BF16 -> "a number from -3.3895e38 to 3.3895e38";
            case FP32 -> "a number from -3.4028e38 to 3.4028e38";
            case FP64 -> "a number from -1.7976e308 to 1.7976e308";
            case BYTES -> "a text";
        };
    }

    private static String whole(long least, long most) {
        return "a whole number from " + least + " to " + most;
    }

    /** A number as people write it: {@code 300}, not {@code 300.0}. */
    public static String shown(double value) {
        return holds(Datatype.INT64, value) ? Long.toString((long) value) : Double.toString(value);
    }
}
