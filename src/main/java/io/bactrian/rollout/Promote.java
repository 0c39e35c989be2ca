package io.bactrian.rollout;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What it takes for a version that has passed its checks to serve. */
public enum Promote {
    /** Nothing more. */
    IMMEDIATE,
    /** Its comparison with the version in service. */
    GATED,
    /** Its comparison with the version in service, and an operator's request. */
    MANUAL;

    /** @throws IllegalArgumentException naming the value and what was expected */
    public static Promote of(String text) {
        return Stream.of(values()).filter(value -> value.text().equals(text.strip())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is unknown; expected one of "
                        + Stream.of(values()).map(Promote::text).collect(Collectors.joining(", "))));
    }

    /** As it is written: {@code gated}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
