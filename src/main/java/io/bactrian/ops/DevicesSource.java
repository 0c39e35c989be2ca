package io.bactrian.ops;

import java.util.Arrays;
import java.util.Locale;

/** Where the device directory comes from. */
enum DevicesSource {
    FILE, KUBERNETES;

    /** @throws IllegalArgumentException where it is neither */
    static DevicesSource of(String text) {
        return Arrays.stream(values()).filter(source -> source.name().equals(text.toUpperCase(Locale.ROOT))).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it is neither"));
    }
}
