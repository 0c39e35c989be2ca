package io.bactrian.learn;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * How numbers are distributed, in buckets that grow with the number's size: each is known to 1/128 of itself, from 2^-20 to 2^20; what
 * is smaller counts as 0, what is larger as the largest. What is no number is not counted. Adding takes no lock and no memory. Any thread.
 */
final class ValueCounts {
    private static final int STEP_BITS = 6;
    private static final int OCTAVES = 40;
    private static final int LOWEST = -20;
    private static final int SIDE = OCTAVES << STEP_BITS;
    /** Of {@code Math.getExponent} and the first bits of the fraction. */
    private static final int FRACTION_BITS = 52;

    private final AtomicIntegerArray counts = new AtomicIntegerArray(2 * SIDE + 1);
    private final DoubleAdder sum = new DoubleAdder();
    private final DoubleAccumulator least = new DoubleAccumulator(Math::min, Double.POSITIVE_INFINITY);
    private final DoubleAccumulator most = new DoubleAccumulator(Math::max, Double.NEGATIVE_INFINITY);

    void add(double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        counts.incrementAndGet(bucket(value));
        sum.add(value);
        least.accumulate(value);
        most.accumulate(value);
    }

    private static int bucket(double value) {
        double size = Math.abs(value);
        int octave = Math.getExponent(size) - LOWEST;
        if (octave < 0) {
            return SIDE;
        }
        int steps = 1 << STEP_BITS;
        int step = octave >= OCTAVES
                ? SIDE - 1
                : octave * steps + (int) (Double.doubleToRawLongBits(size) >>> FRACTION_BITS - STEP_BITS & steps - 1);
        return value < 0 ? SIDE - 1 - step : SIDE + 1 + step;
    }

    /** The middle of a bucket. */
    private static double value(int bucket) {
        if (bucket == SIDE) {
            return 0;
        }
        int step = bucket > SIDE ? bucket - SIDE - 1 : SIDE - 1 - bucket;
        int steps = 1 << STEP_BITS;
        double size = Math.scalb(1 + (step % steps + 0.5) / steps, LOWEST + step / steps);
        return bucket > SIDE ? size : -size;
    }

    /**
     * What has come since the last time; one thread at a time. A number that comes meanwhile counts for this or the next time.
     *
     * @return null where nothing has come
     */
    ModelStatistics.Values take() {
        int[] taken = new int[counts.length()];
        long count = 0;
        for (int bucket = 0; bucket < taken.length; bucket++) {
            taken[bucket] = counts.get(bucket) == 0 ? 0 : counts.getAndSet(bucket, 0);
            count += taken[bucket];
        }
        double total = sum.sumThenReset();
        double lowest = least.getThenReset();
        double highest = most.getThenReset();
        if (count == 0) {
            return null;
        }
        double[] quantiles = new double[ModelStatistics.SHARES.length];
        for (int i = 0; i < quantiles.length; i++) {
            double middle = value(at(taken, ModelStatistics.SHARES[i], count));
            quantiles[i] = Math.max(lowest, Math.min(highest, middle));
        }
        return new ModelStatistics.Values(count, total / count, lowest, highest, quantiles);
    }

    /** The bucket of the number that has that share of all at or below it. */
    private static int at(int[] taken, double share, long count) {
        long wanted = Math.max(1, (long) Math.ceil(share * count));
        int bucket = -1;
        for (long below = 0; below < wanted;) {
            below += taken[++bucket];
        }
        return bucket;
    }
}
