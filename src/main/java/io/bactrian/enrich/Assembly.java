package io.bactrian.enrich;

import java.time.Duration;

/**
 * How single values of a device become rows.
 *
 * @param within  how long a row waits for values after its first
 * @param missing what becomes of a row that lacks some then
 */
public record Assembly(Duration within, Missing missing) {
    static final Duration LEAST = Duration.ofMillis(10);
    static final Duration MOST = Duration.ofMinutes(1);

    public Assembly {
        if (within.compareTo(LEAST) < 0 || within.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("within is " + within.toMillis() + " ms; expected from " + LEAST.toMillis()
                    + "ms to " + MOST.toSeconds() + "s");
        }
    }

    /** What stands for a value that did not come. */
    public enum Missing {
        /** The channel's last value, where one has come. */
        LAST,
        /** Nothing: the row is refused, where the model has no fill for the channel. */
        REFUSE
    }
}
