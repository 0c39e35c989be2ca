package io.bactrian.rollout;

import java.time.Instant;
import java.util.Locale;

/**
 * A change of a version's state.
 *
 * @param id         unique; the same when it is published again
 * @param version    0 when the model was loaded or unloaded with nothing in service
 * @param reason     why, in a sentence
 * @param comparison what its shadow found, or null
 */
public record ModelEvent(String id, Instant at, String model, int version, Kind kind, String reason,
        ComparisonResult comparison) {
    /** What happened. */
    public enum Kind {
        REJECTED, SHADOWED, GATE_PASSED, GATE_FAILED, CANARY, PROMOTED, CONFIRMED, ROLLED_BACK, RETIRED, REMOVED, LOADED, UNLOADED;

        /** As it is written: {@code rolled-back}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
