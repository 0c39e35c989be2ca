package io.bactrian.ops;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * How new versions come into service; docs/operations.md has the keys.
 *
 * @param shadowShare share of the traffic that a candidate gets a copy of
 * @param dir         where the journal is
 */
record RolloutSettings(Promote promote, double shadowShare, Gate gate, Canary canary, Watch watch, Path dir) {
    /** Who promotes. */
    enum Promote {
        AT_ONCE, BY_GATE, BY_HAND;

        static Promote of(String text) {
            return Arrays.stream(values())
                    .filter(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("it is none of these"));
        }
    }

    /** What a shadow must have shown: for so many messages, at least this agreement and at most this latency beside the serving version's. */
    record Gate(long messages, double agreement, double latencyRatio) {
    }

    /** The share of devices that a version answers for so many messages before it answers all; 0 for no such step. */
    record Canary(double share, long messages) {
    }

    /** How long a new version is watched, and what it is taken back for: more errors than these, a higher latency. */
    record Watch(Duration time, long errors, double latencyRatio) {
    }
}
