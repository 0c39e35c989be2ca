package io.bactrian.text;

/** Texts of others as they stand in a message of ours: in bounds, of visible characters, and always such that UTF-8 has them. */
public final class Excerpt {
    private static final int REPLACEMENT = 0xfffd;
    private static final int LONGEST_QUOTED = 200;

    private Excerpt() {
    }

    /** What a file says, in quotes and one line, shortened where it is long; null is as nothing. */
    public static String quoted(String text) {
        return "'" + of(text == null ? "" : text.replaceAll("\\p{Cntrl}", "?"), LONGEST_QUOTED) + "'";
    }

    /** At most so many characters of it, and an ellipsis where there are more. */
    public static String of(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "…";
    }

    /** The same with U+FFFD for each character that cannot be seen, and for each half of a surrogate pair. */
    public static String visible(String text, int most) {
        String excerpt = of(text, most);
        if (Visible.all(excerpt)) {
            return excerpt;
        }
        StringBuilder visible = new StringBuilder(excerpt.length());
        excerpt.codePoints().map(c -> Visible.is(c) ? c : REPLACEMENT).forEach(visible::appendCodePoint);
        return visible.toString();
    }
}
