package io.bactrian.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Names as they stand in a reason for refusal. */
public final class Words {
    private static final int MOST_LISTED = 20;
    private static final int LONGEST_SHOWN = 200;

    private Words() {
    }

    /** {@code [a, b, c]}, shortened where there are many. */
    public static String list(Collection<?> names) {
        if (names.size() <= MOST_LISTED) {
            return names.toString();
        }
        String first = names.stream().limit(MOST_LISTED).toList().toString();
        return first.substring(0, first.length() - 1) + ", and " + (names.size() - MOST_LISTED) + " more]";
    }

    /** What a file says, in quotes, in one line and not longer than that. */
    static String shown(String text) {
        String line = text == null ? "" : text.replaceAll("\\p{Cntrl}", "?");
        return "'" + (line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…") + "'";
    }

    /** The known word that was most likely meant, or empty where none is near. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        return known.stream().filter(candidate -> distance(word, candidate) <= Math.max(2, candidate.length() / 3))
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    /** Levenshtein's distance without regard to case. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(swap, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
