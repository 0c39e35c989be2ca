package io.bactrian.distribution;

/**
 * What panes (parts of a stretch of time, in their order) have in each bin: enough for their sum, and for how much they differ among
 * themselves. Not thread-safe.
 */
public final class PaneSums {
    private static final double MOST_CORRELATION = 0.9;

    private final long[] counts;
    /** Of the share up to an edge, over the panes: sum, sum of squares, of products of neighbours, the first, the last. */
    private final double[] shares;
    private final double[] squares;
    private final double[] products;
    private final double[] first;
    private final double[] last;
    private double reciprocals;
    private int panes;
    private long total;

    public PaneSums(int bins) {
        counts = new long[bins];
        shares = new double[bins];
        squares = new double[bins];
        products = new double[bins];
        first = new double[bins];
        last = new double[bins];
    }

    /**
     * Panes without messages say nothing.
     *
     * @param pane counts by bin
     */
    public void add(int[] pane) {
        long size = 0;
        for (int count : pane) {
            size += count;
        }
        if (size == 0) {
            return;
        }
        long below = 0;
        for (int bin = 0; bin < pane.length; bin++) {
            counts[bin] += pane[bin];
            below += pane[bin];
            double share = (double) below / size;
            shares[bin] += share;
            squares[bin] += share * share;
            products[bin] += share * last[bin];
            first[bin] = panes == 0 ? share : first[bin];
            last[bin] = share;
        }
        reciprocals += 1.0 / size;
        total += size;
        panes++;
    }

    /** Over all panes; not copied. */
    public long[] counts() {
        return counts;
    }

    public long total() {
        return total;
    }

    /** Those that had messages. */
    public int panes() {
        return panes;
    }

    /**
     * How many messages are worth one that is independent of the others (L. Kish: "Survey Sampling", 1965, section 8.2): the variance
     * of the panes' distribution functions over what it would be if messages were independent, and where panes resemble their
     * neighbours, more by (1 + r)/(1 - r), as of a first-order autoregression. Never below 1; infinite where there are too few panes
     * to tell.
     */
    public double designEffect() {
        if (panes < 3) {
            return Double.POSITIVE_INFINITY;
        }
        double variance = 0;
        double independent = 0;
        double neighbours = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            double mean = shares[bin] / panes;
            variance += squares[bin] - panes * mean * mean;
            independent += mean * (1 - mean);
            neighbours += products[bin] - mean * (2 * shares[bin] - first[bin] - last[bin]) + (panes - 1) * mean * mean;
        }
        if (!(variance > 0) || !(independent > 0)) {
            return 1;
        }
        double correlation = Math.min(MOST_CORRELATION, Math.max(0, neighbours / variance + 1.0 / panes));
        double effect = variance / (panes - 1) / (independent * reciprocals / panes);
        return Math.max(1, effect) * (1 + correlation) / (1 - correlation);
    }
}
