package io.bactrian.ops;

import java.util.Arrays;
import java.util.Locale;

/** Whether versions are deployed without a person's word. */
enum PoolApproval {
    NONE, REQUIRED;

    /** @throws IllegalArgumentException where it is neither */
    static PoolApproval of(String text) {
        return Arrays.stream(values()).filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it is neither"));
    }
}
