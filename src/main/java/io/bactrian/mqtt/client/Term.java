package io.bactrian.mqtt.client;

import java.time.Duration;

/** How long something stays refused: 10 s after the first time, then twice as long each time, up to 10 min. */
record Term(long untilNanos, int times) {
    private static final long FIRST_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MOST_DOUBLINGS = 6;

    /** @param before null at the first time */
    static Term after(Term before, long now) {
        int times = before == null ? 0 : Math.min(before.times + 1, MOST_DOUBLINGS);
        return new Term(now + (FIRST_NANOS << times), times);
    }

    boolean lasts(long now) {
        return untilNanos - now > 0;
    }
}
