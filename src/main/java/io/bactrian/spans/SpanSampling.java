package io.bactrian.spans;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.bactrian.trace.TraceContext;

/**
 * Which messages are recorded: those whose sender records them, a share of those without a trace context, and no more a second than a
 * limit, as anybody may claim to record. Any thread; allocates nothing.
 */
final class SpanSampling {
    private static final int COUNT_BITS = 20;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    private final double ratio;
    private final int most;
    private final LongSupplier nanos;
    /** The second, and behind it how many it has had. */
    private final AtomicLong second = new AtomicLong();

    /**
     * @param most  a second, below a million
     * @param nanos as {@link System#nanoTime()}
     */
    SpanSampling(double ratio, int most, LongSupplier nanos) {
        this.ratio = ratio;
        this.most = most;
        this.nanos = nanos;
    }

    /** @param parent null for none */
    boolean records(TraceContext parent) {
        boolean wanted = parent == null
                ? ratio > 0 && ThreadLocalRandom.current().nextDouble() < ratio
                : parent.isSampled();
        return wanted && admits();
    }

    private boolean admits() {
        long now = nanos.getAsLong() / 1_000_000_000L << COUNT_BITS;
        while (true) {
            long before = second.get();
            long counted = (before & ~COUNT_MASK) == now ? before : now;
            if ((counted & COUNT_MASK) >= most) {
                return false;
            }
            if (second.compareAndSet(before, counted + 1)) {
                return true;
            }
        }
    }
}
