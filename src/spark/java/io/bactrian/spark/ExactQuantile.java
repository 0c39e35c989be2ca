package io.bactrian.spark;

import java.io.Serializable;
import java.util.Arrays;

import org.apache.spark.api.java.JavaDoubleRDD;

/**
 * A quantile of numbers that lie on many machines, exactly: passes count them in bins between two numbers, which close in on the ranks that are
 * asked for, until what is left is few enough to sort. Between two ranks it is interpolated (Hyndman and Fan, 1996, definition 7).
 */
final class ExactQuantile {
    private static final int BINS = 4096;

    private final JavaDoubleRDD numbers;
    private final int most;

    /**
     * @param numbers finite; passed over some times
     * @param most    so many are sorted in one place
     */
    ExactQuantile(JavaDoubleRDD numbers, int most) {
        this.numbers = numbers;
        this.most = most;
    }

    /** Those from {@code low} to {@code high}, in bins. Merged, not thread-safe. */
    private static final class Slice implements Serializable {
        private final double low;
        private final double high;
        private final long[] counts = new long[BINS];
        private final double[] least = new double[BINS];
        private final double[] greatest = new double[BINS];
        private long below;

        Slice(double low, double high) {
            this.low = low;
            this.high = high;
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
        }

        Slice add(double number) {
            if (number < low) {
                below++;
            } else if (number <= high) {
                int bin = (int) Math.min(BINS - 1, (number - low) / (high - low) * BINS);
                counts[bin]++;
                least[bin] = Math.min(least[bin], number);
                greatest[bin] = Math.max(greatest[bin], number);
            }
            return this;
        }

        Slice merge(Slice other) {
            below += other.below;
            for (int bin = 0; bin < BINS; bin++) {
                counts[bin] += other.counts[bin];
                least[bin] = Math.min(least[bin], other.least[bin]);
                greatest[bin] = Math.max(greatest[bin], other.greatest[bin]);
            }
            return this;
        }

        /** The bin of the number so many others are before. */
        int bin(long rank) {
            long before = below;
            int bin = 0;
            while (before + counts[bin] <= rank) {
                before += counts[bin++];
            }
            return bin;
        }
    }

    /**
     * @param count of the numbers, 1 or more
     * @param share from 0 to 1
     */
    double of(long count, double share) {
        double position = (count - 1) * share;
        long rank = (long) Math.min(count - 1, Math.floor(position));
        double[] two = two(rank, Math.min(count - 1, rank + 1));
        return two[0] + (position - rank) * (two[1] - two[0]);
    }

    private double[] two(long rank, long next) {
        double low = numbers.min();
        double high = numbers.max();
        while (low < high) {
            double from = low;
            double to = high;
            Slice slice = numbers.treeAggregate(new Slice(from, to), Slice::add, Slice::merge, 2);
            long left = Arrays.stream(slice.counts).sum();
            if (left <= most) {
                double[] sorted = numbers.filter(each -> each >= from && each <= to).collect().stream()
                        .mapToDouble(Double::doubleValue).sorted().toArray();
                return new double[]{sorted[(int) (rank - slice.below)], sorted[(int) (next - slice.below)]};
            }
            int bin = slice.bin(rank);
            int after = slice.bin(next);
            if (bin != after) {
                return new double[]{slice.greatest[bin], slice.least[after]};
            }
            low = slice.least[bin];
            high = slice.greatest[bin];
        }
        return new double[]{low, low};
    }
}
