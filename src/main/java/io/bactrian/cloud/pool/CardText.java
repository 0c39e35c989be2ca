package io.bactrian.cloud.pool;

import io.bactrian.text.Excerpt;
import io.bactrian.text.Visible;

/** Texts that people give for a card. */
final class CardText {
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST = 1000;

    private CardText() {
    }

    /** @throws IllegalArgumentException where it is no name */
    static String name(String field, String text) {
        if (text == null || text.isBlank() || text.length() > LONGEST_NAME || !Visible.all(text)) {
            throw new IllegalArgumentException(
                    field + " is " + (text == null ? "missing" : "'" + shown(text) + "'") + "; expected a name, " + LONGEST_NAME
                            + " visible characters at most");
        }
        return text.strip();
    }

    /** @throws IllegalArgumentException where it is too long, or cannot be shown */
    static String optional(String field, String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.length() > LONGEST || !Visible.all(text)) {
            throw new IllegalArgumentException(
                    field + " is '" + shown(text) + "'; expected " + LONGEST + " visible characters at most");
        }
        return text.strip();
    }

    private static String shown(String text) {
        return Excerpt.visible(text, LONGEST_NAME);
    }
}
