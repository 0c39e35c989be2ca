package io.bactrian.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A version's run times per message, grouped by what changes them: how many messages a run had, and how long the version was idle
 * before it. Sixteen steps an octave, so a time is known to a thirtieth. Any thread.
 */
public final class RunTimes {
    private static final int SIZES = 8;
    private static final int PACES = 5;
    private static final long LEAST_REST_NANOS = 1_000_000;
    private static final int STEP_BITS = 4;
    private static final int LOWEST_OCTAVE = 6;
    private static final int BUCKETS = 32 << STEP_BITS;

    /**
     * Runs that can be compared.
     *
     * @param size 0 for one message, then one more for each doubling
     * @param pace 0 for less than 1 ms after the previous run, then one more for each factor of ten, up to 4
     */
    public record Group(int size, int pace) {
        static Group of(int messages, long restNanos) {
            int size = Math.min(SIZES - 1, Integer.SIZE - Integer.numberOfLeadingZeros(messages - 1));
            int pace = 0;
            for (long most = LEAST_REST_NANOS; pace < PACES - 1 && restNanos >= most; most *= 10) {
                pace++;
            }
            return new Group(size, pace);
        }

        private int place() {
            return size * PACES + pace;
        }
    }

    private final AtomicReferenceArray<AtomicLongArray> counts = new AtomicReferenceArray<>(SIZES * PACES);
    private final AtomicInteger warmUp = new AtomicInteger();
    private volatile long lastEnd;
    private volatile boolean ran;

    /** A run over {@code messages} messages took this long and ended at {@code end} of the nanosecond clock. */
    void ran(int messages, long nanos, long end) {
        long rest = ran ? end - nanos - lastEnd : Long.MAX_VALUE;
        lastEnd = end;
        ran = true;
        if (warmUp.get() > 0 && warmUp.getAndDecrement() > 0) {
            return;
        }
        int place = Group.of(messages, rest).place();
        AtomicLongArray group = counts.get(place);
        if (group == null) {
            counts.compareAndSet(place, null, new AtomicLongArray(BUCKETS));
            group = counts.get(place);
        }
        group.incrementAndGet(bucket(nanos / messages));
    }

    /** The counts now; the next {@code runs} runs are not counted. */
    public Reading begin(int runs) {
        warmUp.set(runs);
        return read();
    }

    public Reading read() {
        Map<Group, long[]> all = new HashMap<>();
        for (int size = 0; size < SIZES; size++) {
            for (int pace = 0; pace < PACES; pace++) {
                Group group = new Group(size, pace);
                AtomicLongArray counted = counts.get(group.place());
                if (counted != null) {
                    long[] copy = new long[BUCKETS];
                    Arrays.setAll(copy, counted::get);
                    all.put(group, copy);
                }
            }
        }
        return new Reading(all);
    }

    private static int bucket(long nanos) {
        long value = Math.max(nanos, 1L << LOWEST_OCTAVE);
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
        int step = (int) (value >>> octave - STEP_BITS) & (1 << STEP_BITS) - 1;
        return Math.min(BUCKETS - 1, (octave - LOWEST_OCTAVE << STEP_BITS) + step);
    }

    /** The counts at one moment, or of a stretch of time. */
    public static final class Reading {
        public static final Reading NONE = new Reading(Map.of());

        private final Map<Group, long[]> counts;

        Reading(Map<Group, long[]> counts) {
            this.counts = counts;
        }

        /** The difference to {@code before}. */
        public Reading since(Reading before) {
            Map<Group, long[]> later = new HashMap<>();
            counts.forEach((group, now) -> {
                long[] then = before.counts.get(group);
                long[] difference = now.clone();
                if (then != null) {
                    Arrays.setAll(difference, i -> now[i] - then[i]);
                }
                later.put(group, difference);
            });
            return new Reading(later);
        }

        public long runs() {
            return counts.values().stream().flatMapToLong(Arrays::stream).sum();
        }

        /** Runs by bucket, and by group; {@link RunTimes#nanos} says what a bucket stands for. Not copied. */
        public Map<Group, long[]> counts() {
            return counts;
        }
    }

    /** The middle of a bucket: nanoseconds a message. */
    public static double nanos(int bucket) {
        int steps = 1 << STEP_BITS;
        return Math.scalb(1 + (bucket % steps + 0.5) / steps, LOWEST_OCTAVE + bucket / steps);
    }
}
