package io.bactrian.distribution;

/**
 * How a channel's values, or a score, are usually distributed. Immutable.
 *
 * @param bins   where they are counted
 * @param counts how many there were in each bin; not copied
 * @param effect how many of them are worth one that is independent of the others, 1 or more
 * @param panes  that was estimated from so many parts of the time; 0 where it is known
 */
public record Distribution(Bins bins, long[] counts, double effect, int panes) {
    /** So many bins a distribution has, and one or two more a value that is frequent. */
    public static final int BINS = 20;
    /** So many parts of the time say how much messages resemble the ones before. */
    public static final int PANES = 20;

    public Distribution {
        if (counts.length != bins.size()) {
            throw new IllegalArgumentException(counts.length + " counts for " + bins.size() + " bins");
        }
        for (int bin = 0; bin < counts.length; bin++) {
            if (counts[bin] < 0) {
                throw new IllegalArgumentException("count " + bin + " is " + counts[bin] + "; expected 0 or more");
            }
        }
        if (total(counts) < 1) {
            throw new IllegalArgumentException("all counts are 0; expected at least one value");
        }
        if (!(effect >= 1) || panes < 0) {
            throw new IllegalArgumentException(
                    "effect is " + effect + " and panes " + panes + "; expected 1 or more, and 0 or more");
        }
    }

    public static Distribution of(Bins bins, PaneSums sums) {
        return new Distribution(bins, sums.counts().clone(), sums.designEffect(), sums.panes());
    }

    /** Of values in the order in which they came; at least {@link #PANES}. */
    public static Distribution of(double[] values) {
        Bins bins = Bins.of(values, BINS);
        PaneSums sums = new PaneSums(bins.size());
        for (int pane = 0; pane < PANES; pane++) {
            int[] counts = new int[bins.size()];
            int end = (int) ((pane + 1L) * values.length / PANES);
            for (int i = (int) ((long) pane * values.length / PANES); i < end; i++) {
                counts[bins.bin(values[i])]++;
            }
            sums.add(counts);
        }
        return of(bins, sums);
    }

    public long total() {
        return total(counts);
    }

    private static long total(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }
}
