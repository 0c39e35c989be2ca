package io.bactrian.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What an error message offers instead of a name that is not known. */
public final class Suggestions {
    private static final int MOST_LISTED = 20;

    private Suggestions() {
    }

    /** {@code did you mean 'x'?} where a known name is near, else {@code expected one of [x, y]}. */
    public static String instead(String name, Collection<String> known) {
        return nearest(name, known).map(near -> "did you mean '" + near + "'?")
                .orElseGet(() -> "expected one of " + list(known));
    }

    /** {@code [a, b, c]}, shortened where there are many. */
    public static String list(Collection<?> names) {
        if (names.size() <= MOST_LISTED) {
            return names.toString();
        }
        String first = names.stream().limit(MOST_LISTED).toList().toString();
        return first.substring(0, first.length() - 1) + ", and " + (names.size() - MOST_LISTED) + " more]";
    }

    /** The known name with the fewest letters to add, drop, change or swap with the next; empty where more than a third differs. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        return known.stream().min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .filter(candidate -> distance(name, candidate) <= Math.max(2, candidate.length() / 3));
    }

    /** The distance of optimal string alignment, without regard to case. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] above = new int[b.length() + 1];
        int[] twoAbove = above;
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(above[j], row[j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], 1 + twoAbove[j - 2]);
                }
            }
            twoAbove = above;
            above = row;
        }
        return above[b.length()];
    }
}
