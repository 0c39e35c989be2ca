package io.bactrian.rollout;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.bactrian.model.RunTimes;
import io.bactrian.model.RunTimes.Group;

/**
 * How many times the time of another version a version takes for a message. Only like is compared with like, by the median of at
 * least {@value #LEAST_RUNS} runs on both sides.
 *
 * @param ratio  NaN while that cannot be said
 * @param reason what it was found from, or why it cannot be said
 */
record Latency(double ratio, String reason) {
    static final int LEAST_RUNS = 20;
    /** The first runs of a version that begins to answer, or to run beside one that does, are left out. */
    static final int WARM_UP = 5;

    static Latency unknown(String reason) {
        return new Latency(Double.NaN, reason);
    }

    boolean above(double limit) {
        return ratio > limit;
    }

    boolean known() {
        return !Double.isNaN(ratio);
    }

    /** For the end of a sentence that gives a verdict. */
    String said() {
        return known() ? "; " + reason : "; no verdict by its time: " + reason;
    }

    /**
     * From the runs of two versions. A run counts where the other version has runs that were as large and came as soon after
     * another; or, which can only be to its advantage, smaller and later ones.
     *
     * @param version the other version
     */
    static Latency of(RunTimes.Reading own, RunTimes.Reading other, int version) {
        long ownRuns = own.runs();
        if (ownRuns < LEAST_RUNS) {
            return unknown(ownRuns + " runs, " + LEAST_RUNS + " needed");
        }
        TreeMap<Double, Long> ratios = new TreeMap<>();
        own.counts().forEach((group, counts) -> {
            double before = baseline(group, other.counts());
            for (int i = 0; i < counts.length && !Double.isNaN(before); i++) {
                if (counts[i] > 0) {
                    ratios.merge(RunTimes.nanos(i) / before, counts[i], Long::sum);
                }
            }
        });
        long compared = ratios.values().stream().mapToLong(Long::longValue).sum();
        if (compared < LEAST_RUNS) {
            return unknown("version " + version + " answered " + other.runs() + " runs, too few of them like the " + ownRuns
                    + " of this version (as many messages, as soon one after the other)");
        }
        double ratio = median(ratios);
        return new Latency(ratio, String.format(Locale.ROOT, "a message takes %.2f times as long as with version %d, by the "
                + "median of %d runs", ratio, version, compared));
    }

    /** Median nanoseconds of a message in runs like those of the group, NaN where there are too few. */
    private static double baseline(Group group, Map<Group, long[]> other) {
        long[] like = other.get(group);
        if (like != null && Arrays.stream(like).sum() >= LEAST_RUNS) {
            return median(like);
        }
        long[] harder = other.entrySet().stream()
                .filter(entry -> entry.getKey().size() <= group.size() && entry.getKey().pace() >= group.pace())
                .map(Map.Entry::getValue).max(Comparator.comparingLong(counts -> Arrays.stream(counts).sum())).orElse(null);
        return harder != null && Arrays.stream(harder).sum() >= LEAST_RUNS ? median(harder) : Double.NaN;
    }

    private static double median(long[] counts) {
        long left = (Arrays.stream(counts).sum() + 1) / 2;
        int bucket = 0;
        for (left -= counts[0]; left > 0; left -= counts[bucket]) {
            bucket++;
        }
        return RunTimes.nanos(bucket);
    }

    /** Of values with how often each occurs; at least one. */
    static double median(TreeMap<Double, Long> values) {
        long left = (values.values().stream().mapToLong(Long::longValue).sum() + 1) / 2;
        for (Map.Entry<Double, Long> entry : values.entrySet()) {
            left -= entry.getValue();
            if (left <= 0) {
                return entry.getKey();
            }
        }
        return Double.NaN;
    }

    /** How many times one version's time another took for the same messages, run by run; the first runs are left out. Any thread. */
    static final class Paired {
        /** Sixteen steps an octave. */
        private static final double STEPS = 16;
        private static final int FARTHEST = 16 * 16;

        private final Map<Integer, Long> steps;
        private final AtomicInteger warmUp = new AtomicInteger(WARM_UP);

        /** @param before what {@link #steps} gave, to go on from */
        Paired(Map<Integer, Long> before) {
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
}
