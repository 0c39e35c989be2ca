package io.bactrian.threads;

import java.util.concurrent.ThreadLocalRandom;

/** Delays between retries, doubling from {@code first} to {@code max} milliseconds. Used by one thread at a time. */
public final class Backoff {
    private final long first;
    private final long max;
    private final boolean jitter;
    private long next;

    private Backoff(long firstMillis, long maxMillis, boolean jitter) {
        this.first = firstMillis;
        this.max = maxMillis;
        this.jitter = jitter;
        this.next = firstMillis;
    }

    /** Exact delays. */
    public static Backoff exact(long firstMillis, long maxMillis) {
        return new Backoff(firstMillis, maxMillis, false);
    }

    /** Random delays between half and all of the exact ones, so that many clients do not retry at the same moment. */
    public static Backoff jittered(long firstMillis, long maxMillis) {
        return new Backoff(firstMillis, maxMillis, true);
    }

    public long nextMillis() {
        long delay = Math.min(max, next);
        next = Math.min(max, delay * 2);
        return jitter ? delay / 2 + ThreadLocalRandom.current().nextLong(delay / 2 + 1) : delay;
    }

    /** Holds up the current thread until the next retry; for threads that may wait. */
    public void pause() throws InterruptedException {
        Thread.sleep(nextMillis());
    }

    public void reset() {
        next = first;
    }
}
