package io.bactrian.mqtt.client;

import java.util.concurrent.ThreadLocalRandom;

/** Doubling delays with jitter: between half and all of {@code min * 2^n}, at most {@code max}. Used by one thread at a time. */
final class Backoff {
    private final long min;
    private final long max;
    private int tries;

    Backoff(long minMillis, long maxMillis) {
        this.min = minMillis;
        this.max = maxMillis;
    }

    long nextMillis() {
        return millis(tries++);
    }

    void reset() {
        tries = 0;
    }

    private long millis(int attempt) {
        long full = Math.min(max, min << Math.min(attempt, 20));
        return full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1);
    }
}
