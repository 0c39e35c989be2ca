package io.bactrian.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Whether bytes are UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF. JSON may also write a
 * surrogate as an escape, which must come in a pair. Eight bytes at a time where they are ASCII; allocates nothing.
 */
public final class Utf8 {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long BACKSLASHES = LOW_BITS * '\\';
    private static final int ESCAPE = 6;

    private Utf8() {
    }

    /** The index of the first byte that is not UTF-8, or -1. */
    public static int fault(byte[] bytes) {
        return fault(bytes, false);
    }

    /** The index of the first byte that is not UTF-8, or that begins the escape of a surrogate without its pair, or -1. */
    public static int jsonFault(byte[] bytes) {
        return fault(bytes, true);
    }

    private static int fault(byte[] bytes, boolean escapes) {
        int at = 0;
        while (at < bytes.length) {
            if (at <= bytes.length - Long.BYTES && isPlain((long) EIGHT.get(bytes, at), escapes)) {
                at += Long.BYTES;
                continue;
            }
            int next = bytes[at] < 0 ? multibyte(bytes, at) : escapes && bytes[at] == '\\' ? escape(bytes, at) : at + 1;
            if (next < 0) {
                return at;
            }
            at = next;
        }
        return -1;
    }

    /** The text of a file, with its place in lines where it is none. */
    public static String decode(byte[] bytes) throws MalformedText {
        int fault = fault(bytes);
        if (fault >= 0) {
            throw malformed(bytes, fault, "not UTF-8; expected the file saved as UTF-8");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The same of a file of JSON. */
    public static String decodeJson(byte[] bytes) throws MalformedText {
        int fault = jsonFault(bytes);
        if (fault >= 0 && bytes[fault] == '\\') {
            throw malformed(bytes, fault, "half of a surrogate pair; expected both halves");
        }
        return decode(bytes);
    }

    private static MalformedText malformed(byte[] bytes, int at, String problem) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < at; i++) {
            if (bytes[i] == '\n') {
                line++;
                column = 1;
            } else if ((bytes[i] & 0xc0) != 0x80) {
                column++;
            }
        }
        return new MalformedText(line, column, problem);
    }

    /** Whether none of eight bytes is above 0x7f, nor, where that counts, a backslash. */
    private static boolean isPlain(long eight, boolean escapes) {
        long other = eight ^ BACKSLASHES;
        return ((escapes ? eight | other - LOW_BITS & ~other : eight) & HIGH_BITS) == 0;
    }

    /** The index behind a character of two to four bytes, or -1. */
    private static int multibyte(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        int second = at + 1 < bytes.length ? bytes[at + 1] & 0xff : 0;
        if (first >= 0xc2 && first <= 0xdf) {
            return continues(bytes, at, 2);
        }
        if (first >= 0xe0 && first <= 0xef) {
            boolean overlong = first == 0xe0 && second < 0xa0;
            boolean surrogate = first == 0xed && second > 0x9f;
            return overlong || surrogate ? -1 : continues(bytes, at, 3);
        }
        if (first >= 0xf0 && first <= 0xf4) {
            boolean overlong = first == 0xf0 && second < 0x90;
            boolean beyond = first == 0xf4 && second > 0x8f;
            return overlong || beyond ? -1 : continues(bytes, at, 4);
        }
        return -1;
    }

    private static int continues(byte[] bytes, int at, int length) {
        if (at + length > bytes.length) {
            return -1;
        }
        for (int i = at + 1; i < at + length; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return -1;
            }
        }
        return at + length;
    }

    /** The index behind an escape, or -1 for half a pair; what is no escape at all is left to the parser. */
    private static int escape(byte[] bytes, int at) {
        int unit = unit(bytes, at);
        if (unit < 0) {
            return at + 1 < bytes.length && bytes[at + 1] >= 0 ? at + 2 : at + 1;
        }
        if (!Character.isSurrogate((char) unit)) {
            return at + ESCAPE;
        }
        int next = unit(bytes, at + ESCAPE);
        boolean pair = Character.isHighSurrogate((char) unit) && next >= 0 && Character.isLowSurrogate((char) next);
        return pair ? at + 2 * ESCAPE : -1;
    }

    /** What the escape at {@code at}, a backslash, u and four digits, stands for; -1 where there is none. */
    private static int unit(byte[] bytes, int at) {
        if (at + ESCAPE > bytes.length || bytes[at] != '\\' || bytes[at + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + ESCAPE; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }
}
