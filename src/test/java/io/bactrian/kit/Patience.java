package io.bactrian.kit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How long tests wait. A limit ends a test that is broken; it does not say how fast anything must be, so that a loaded machine breaks none.
 */
public final class Patience {
    /** For one condition, such as a process that is to be ready. */
    public static final Duration LONG = Duration.ofMinutes(3);
    private static final long PAUSE_NANOS = 50_000_000;

    private Patience() {
    }

    /** What the future comes to; fails when it has not after {@link #LONG}. */
    public static <T> T join(CompletableFuture<T> future) {
        return future.copy().orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
    }

    /**
     * Waits until {@code done}, however long that takes, as long as {@code progress} changes; gives up after it has stood still for
     * {@code still}. Returns whether it was done.
     */
    public static boolean whileItMoves(LongSupplier progress, Duration still, BooleanSupplier done) {
        var last = progress.getAsLong();
        var changed = System.nanoTime();
        while (!done.getAsBoolean()) {
            LockSupport.parkNanos(PAUSE_NANOS);
            var now = progress.getAsLong();
            if (now != last) {
                last = now;
                changed = System.nanoTime();
            } else if (System.nanoTime() - changed > still.toNanos()) {
                return done.getAsBoolean();
            }
        }
        return true;
    }
}
