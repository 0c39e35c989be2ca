package io.bactrian.ops;

import java.util.Arrays;
import java.util.Locale;

/** What this process does: each is a set of routes. */
enum Role {
    /** Answers devices. */
    EDGE("routes/"),
    /** Collects what the edges send, trains, and gives them models. */
    CLOUD("routes/cloud/");

    private final String folder;

    Role(String folder) {
        this.folder = folder;
    }

    /** Where its shipped routes are on the class path, with a slash at its end. */
    String folder() {
        return folder;
    }

    /** @throws IllegalArgumentException where it is neither */
    static Role of(String text) {
        return Arrays.stream(values()).filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it is neither"));
    }
}
