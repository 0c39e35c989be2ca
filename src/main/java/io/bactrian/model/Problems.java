package io.bactrian.model;

import java.util.ArrayList;
import java.util.List;

/** All that is wrong with a file, gathered to be said at once. */
final class Problems {
    private static final int MOST_NAMED = 50;

    private final List<String> found = new ArrayList<>();
    private int unnamed;

    /** @param problem names the field, the value, what was expected and the remedy */
    void add(String problem) {
        if (found.size() < MOST_NAMED) {
            found.add(problem);
        } else {
            unnamed++;
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    /** All problems, one after the other. */
    String text() {
        return String.join("; ", found) + (unnamed == 0 ? "" : "; and " + unnamed + " more");
    }
}
