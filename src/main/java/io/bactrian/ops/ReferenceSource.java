package io.bactrian.ops;

import java.util.Arrays;
import java.util.Locale;

/** What says how a version's messages are distributed. */
enum ReferenceSource {
    MANIFEST, MESSAGES;

    /** @throws IllegalArgumentException where it is neither */
    static ReferenceSource of(String text) {
        return Arrays.stream(values()).filter(source -> source.name().equals(text.toUpperCase(Locale.ROOT))).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it is neither"));
    }
}
