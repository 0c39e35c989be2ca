package io.bactrian.rollout;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many times one version's time another took for the same messages, run by run; the first runs are left out. Any thread. */
final class PairedTimes {
    /** Sixteen steps an octave. */
    private static final double STEPS = 16;
    private static final int FARTHEST = 16 * 16;

    private final Map<Integer, Long> steps;
    private final AtomicInteger warmUp = new AtomicInteger(Latency.WARM_UP);

    /** @param before what {@link #steps} gave, to go on from */
    PairedTimes(Map<Integer, Long> before) {
        steps = new ConcurrentHashMap<>(before);
    }

    void add(long own, long other) {
        if (own > 0 && other > 0 && (warmUp.get() <= 0 || warmUp.getAndDecrement() <= 0)) {
            long step = Math.round(STEPS * (Math.log((double) own / other) / Math.log(2)));
            steps.merge((int) Math.max(-FARTHEST, Math.min(FARTHEST, step)), 1L, Long::sum);
        }
    }

    /** Runs by sixteenths of the binary logarithm of their ratio. */
    Map<Integer, Long> steps() {
        return new TreeMap<>(steps);
    }

    static long runs(Map<Integer, Long> steps) {
        return steps.values().stream().mapToLong(Long::longValue).sum();
    }

    /** NaN where there are none. */
    static double median(Map<Integer, Long> steps) {
        TreeMap<Double, Long> ratios = new TreeMap<>();
        steps.forEach((step, count) -> ratios.put(Math.pow(2, step / STEPS), count));
        return ratios.isEmpty() ? Double.NaN : Latency.median(ratios);
    }
}
