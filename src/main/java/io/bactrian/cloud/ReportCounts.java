package io.bactrian.cloud;

import java.util.concurrent.atomic.LongAdder;

import jakarta.inject.Singleton;

/** How many reports of nodes were taken. Any thread. */
@Singleton
public final class ReportCounts {
    private final LongAdder taken = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private volatile String last;
    private volatile String notKept;

    /** They are on the disk. */
    void taken(int more) {
        notKept = null;
        taken.add(more);
    }

    /** Some are not on the disk, and are read again. */
    void notKept(String reason) {
        notKept = reason;
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

    /** Why those of now cannot be kept, else why the last that could not be read could not; null where all could. */
    public String problem() {
        if (notKept != null) {
            return "reports cannot be kept: " + notKept + "; they are read again until they can: free space, or make "
                    + "bactrian.cloud.dir writable for this user";
        }
        return last == null ? null : rejected() + " reports could not be read since the start; the last: " + last;
    }
}
