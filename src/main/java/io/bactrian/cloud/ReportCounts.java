package io.bactrian.cloud;

import java.util.concurrent.atomic.LongAdder;

import jakarta.inject.Singleton;

/** How many reports of nodes were taken. Any thread. */
@Singleton
public final class ReportCounts {
    private final LongAdder taken = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private volatile String last;

    void taken(int more) {
        taken.add(more);
    }

    void rejected(String reason) {
        last = reason;
        rejected.increment();
    }

    public long taken() {
        return taken.sum();
    }

    public long rejected() {
        return rejected.sum();
    }

    /** Why the last that could not be read could not; null where all could. */
    public String problem() {
        return last == null ? null : rejected() + " reports could not be read since the start; the last: " + last;
    }
}
