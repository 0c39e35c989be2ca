package io.bactrian.cloud.data;

import java.time.Clock;
import java.time.Instant;

/** Times as the index has them, and the day under which a record is kept. */
final class Times {
    private static final long DAY_MILLIS = 86_400_000;

    private Times() {
    }

    /** Epoch ms; the least or the greatest of a long where it is further away. */
    static long millis(Instant instant) {
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException e) {
            return instant.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    static long today(Clock clock) {
        return Math.floorDiv(clock.millis(), DAY_MILLIS);
    }

    /**
     * The UTC day of its time; today, where that is so old that it would be deleted at once, or further in the future than a clock may
     * be wrong by.
     */
    static long day(long at, long today, long mostDays) {
        long day = Math.floorDiv(at, DAY_MILLIS);
        return day >= today - mostDays && day <= today + 1 ? day : today;
    }
}
