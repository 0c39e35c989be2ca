package io.bactrian.rollout;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.bactrian.model.Comparison;
import io.bactrian.model.ModelOutput;

/**
 * The version before, run beside the one on probation on the same messages at the same time: what slows the machine down slows both. Any
 * thread.
 */
final class Reference implements Comparison {
    /** Messages not looked at, after which the answers are taken to be behind. */
    static final int MANY = 100;

    private final PairedTimes times = new PairedTimes(Map.of());
    private final LongAdder dropped = new LongAdder();

    @Override
    public void timed(long serving, long before, int messages) {
        times.add(serving, before);
    }

    @Override
    public void compared(ModelOutput serving, ModelOutput before) {
        // only the times are of interest
    }

    @Override
    public void failed() {
        // the version in service has answered
    }

    @Override
    public void dropped(int messages) {
        dropped.add(messages);
    }

    /** Times the time of the version before; NaN before enough runs. */
    double ratio() {
        Map<Integer, Long> steps = times.steps();
        return PairedTimes.runs(steps) < Latency.LEAST_RUNS ? Double.NaN : PairedTimes.median(steps);
    }

    /** Whether it sees nothing because the answers need the time. */
    boolean behind() {
        return dropped.sum() >= MANY;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f times for the same messages at the same time", ratio());
    }
}
