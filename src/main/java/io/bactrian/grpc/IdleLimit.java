package io.bactrian.grpc;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Notices that a stream has stood still for a time in which it had no work. On the stream's event loop. */
final class IdleLimit {
    private final DetectorCalls calls;
    private final Duration limit;
    private final BooleanSupplier working;
    private final Runnable idle;
    private long moved = System.nanoTime();
    private Runnable timer;

    /** @param idle called once, when {@code limit} is over */
    IdleLimit(DetectorCalls calls, Duration limit, BooleanSupplier working, Runnable idle) {
        this.calls = calls;
        this.limit = limit;
        this.working = working;
        this.idle = idle;
        timer = calls.after(limit, this::look);
    }

    void moved() {
        moved = System.nanoTime();
    }

    void end() {
        timer.run();
    }

    private void look() {
        if (working.getAsBoolean()) {
            moved();
        }
        Duration left = limit.minusNanos(System.nanoTime() - moved);
        if (left.toNanos() > 0) {
            timer = calls.after(left, this::look);
        } else {
            idle.run();
        }
    }
}
