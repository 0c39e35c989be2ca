package io.bactrian.spool;

import java.util.function.LongConsumer;

/** Count, sum and maximum of commit times; each is passed on in nanoseconds, on the writer's thread. */
final class CommitTimes {
    private final LongConsumer observer;
    private long count;
    private long sum;
    private long max;

    CommitTimes(LongConsumer observer) {
        this.observer = observer;
    }

    void add(long nanos) {
        synchronized (this) {
            count++;
            sum += nanos;
            max = Math.max(max, nanos);
        }
        observer.accept(nanos);
    }

    synchronized long count() {
        return count;
    }

    synchronized long meanNanos() {
        return count == 0 ? 0 : sum / count;
    }

    synchronized long maxNanos() {
        return max;
    }
}
