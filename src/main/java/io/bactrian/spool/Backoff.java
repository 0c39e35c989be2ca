package io.bactrian.spool;

/** Doubles from {@code first} to {@code most} milliseconds. */
final class Backoff {
    private final long first;
    private final long most;
    private long next;

    Backoff(long first, long most) {
        this.first = first;
        this.most = most;
        this.next = first;
    }

    long nextMillis() {
        long now = next;
        next = Math.min(most, next * 2);
        return now;
    }

    void reset() {
        next = first;
    }
}
