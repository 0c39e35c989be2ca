package io.bactrian.kube;

import java.util.concurrent.atomic.LongAdder;

/** What is counted of the polls. Any thread. */
public final class SyncCounters {
    private final LongAdder cloud = new LongAdder();
    private final LongAdder local = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder stale = new LongAdder();

    /** @param stale objects that were older than what was known */
    void answered(boolean ofCloud, int stale) {
        (ofCloud ? cloud : local).increment();
        this.stale.add(stale);
    }

    void failed() {
        failures.increment();
    }

    /** Polls that the cluster answered. */
    public long cloud() {
        return cloud.sum();
    }

    /** Polls that the node answered from its memory. */
    public long local() {
        return local.sum();
    }

    /** Polls without a complete answer. */
    public long failures() {
        return failures.sum();
    }

    /** Objects in answers that were older than what was known, or gone. */
    public long stale() {
        return stale.sum();
    }
}
