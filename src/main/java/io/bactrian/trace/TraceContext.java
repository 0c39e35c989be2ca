package io.bactrian.trace;

/**
 * Where a message stands in a trace, as whoever sent it says (W3C Trace Context). It is of bounded length and printable ASCII,
 * so it may go on into headers and properties.
 *
 * @param parent the {@code traceparent}: 55 characters, version 00
 * @param state  the {@code tracestate}, at most {@value #MOST_STATE} characters; null for none
 */
public record TraceContext(String parent, String state) {
    /** The name of the header, user property or metadata that has it. */
    public static final String PARENT = "traceparent";
    /** The same of the vendors' part. */
    public static final String STATE = "tracestate";
    static final int MOST_STATE = 512;

    private static final int PARENT_LENGTH = 55;
    private static final int MOST_PARENT = 128;
    private static final int TRACE_ID = 3;
    private static final int SPAN_ID = 36;
    private static final int FLAGS = 53;

    /**
     * Reads it, or null where {@code parent} is none. A state that cannot be read is left out, as the standard demands.
     *
     * @param parent may be null; of a later version than 00 what version 00 knows is kept
     * @param state  may be null
     */
    public static TraceContext of(String parent, String state) {
        if (parent == null || !isParent(parent)) {
            return null;
        }
        String known = parent.startsWith("00") ? parent : "00" + parent.substring(2, PARENT_LENGTH);
        return new TraceContext(known, StateList.isValid(state) ? state : null);
    }

    /** Whether whoever began the trace records it. */
    public boolean isSampled() {
        return (Character.digit(parent.charAt(FLAGS + 1), 16) & 1) == 1;
    }

    /** 32 hexadecimal digits. */
    public String traceId() {
        return parent.substring(TRACE_ID, SPAN_ID - 1);
    }

    /** 16 hexadecimal digits: of the span that sent the message. */
    public String spanId() {
        return parent.substring(SPAN_ID, FLAGS - 1);
    }

    private static boolean isParent(String text) {
        int length = text.length();
        if (length < PARENT_LENGTH || length > MOST_PARENT || !isHex(text, 0, 2) || text.startsWith("ff")) {
            return false;
        }
        boolean ends = length == PARENT_LENGTH || !text.startsWith("00") && text.charAt(PARENT_LENGTH) == '-';
        return ends && text.charAt(2) == '-' && text.charAt(SPAN_ID - 1) == '-' && text.charAt(FLAGS - 1) == '-'
                && isId(text, TRACE_ID, SPAN_ID - 1) && isId(text, SPAN_ID, FLAGS - 1) && isHex(text, FLAGS, PARENT_LENGTH);
    }

    private static boolean isId(String text, int from, int to) {
        if (!isHex(text, from, to)) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != '0') {
                return true;
            }
        }
        return false;
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
