package io.bactrian.distribution;

import java.util.Arrays;
import java.util.TreeSet;

/**
 * Divides the numbers: bin i has what is above edge i - 1 and at most edge i, the last bin is for what is no number. Immutable; the
 * edges are not copied.
 *
 * @param edges ascending, none twice
 */
public record Bins(double[] edges) {
    public Bins {
        for (int i = 0; i < edges.length; i++) {
            if (!Double.isFinite(edges[i]) || i > 0 && edges[i] <= edges[i - 1]) {
                throw new IllegalArgumentException("edge " + i + " is " + edges[i] + "; expected finite numbers, ascending");
            }
        }
    }

    /**
     * Edges at the quantiles of a sample, so that its bins are about equally full. A value that is so frequent that it has more than
     * one bin's share gets a bin of its own, that what comes below it is seen.
     *
     * @param count bins at most, without those for frequent values
     */
    public static Bins of(double[] sample, int count) {
        double[] sorted = Arrays.stream(sample).filter(Double::isFinite).sorted().toArray();
        TreeSet<Double> edges = new TreeSet<>();
        for (int i = 1; i < count && sorted.length > 0; i++) {
            double edge = sorted[(int) ((long) i * sorted.length / count)];
            if (!edges.add(edge)) {
                edges.add(Math.nextDown(edge));
            }
        }
        edges.removeIf(edge -> !Double.isFinite(edge));
        return new Bins(edges.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** The place of a value's bin. Any thread. */
    public int bin(double value) {
        if (value != value) {
            return edges.length + 1;
        }
        int low = 0;
        int high = edges.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (edges[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    public int size() {
        return edges.length + 2;
    }
}
