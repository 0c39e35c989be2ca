package io.bactrian.ops;

import java.util.Arrays;
import java.util.Locale;

/** Where orders of versions come from. */
enum DeliverySource {
    /** Nowhere: versions are put into the folder of models by others. */
    NONE,
    /** ConfigMaps of the cluster. */
    KUBERNETES;

    /** @throws IllegalArgumentException where it is neither */
    static DeliverySource of(String text) {
        return Arrays.stream(values()).filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it is neither"));
    }
}
