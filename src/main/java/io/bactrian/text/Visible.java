package io.bactrian.text;

/** Which characters a person can see who reads a text. */
public final class Visible {
    private static final int BYTE_ORDER_MARK = 0xfeff;

    private Visible() {
    }

    /** Whether there is no control character, other line break, byte order mark, noncharacter or half of a surrogate pair. */
    public static boolean all(String text) {
        int c;
        for (int i = 0; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (!is(c)) {
                return false;
            }
        }
        return true;
    }

    static boolean is(int c) {
        return !isInvisible(c) && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
    }

    /** @throws MalformedText at the first character that is refused */
    static void check(String text) throws MalformedText {
        int line = 1;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line++;
                start = i + 1;
            } else if (c != '\t' && c != '\r' && isInvisible(c) && !(i == 0 && c == BYTE_ORDER_MARK)) {
                throw new MalformedText(line, text.codePointCount(start, i) + 1,
                        named(c) + " stands here, which cannot be seen; expected it left out, or as an escape in double quotes");
            }
        }
    }

    /** Control characters, other line breaks than usual, the byte order mark and what Unicode will never assign. */
    static boolean isInvisible(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == BYTE_ORDER_MARK || c >= 0xfdd0 && c <= 0xfdef
                || (c & 0xfffe) == 0xfffe;
    }

    static String named(int c) {
        return String.format("the character U+%04X", c);
    }
}
