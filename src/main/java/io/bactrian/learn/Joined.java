package io.bactrian.learn;

import java.util.ArrayList;
import java.util.List;

/**
 * Shares of bins that were joined with their neighbours until each is to be expected often enough.
 *
 * @param window        shares of the window
 * @param reference     shares of the reference
 * @param leastExpected of the joined bins, how often that of the smallest share is expected
 */
record Joined(List<Double> window, List<Double> reference, double leastExpected) {
    /** Half a message in each bin, so that no logarithm is infinite. */
    private static final double SMOOTHING = 0.5;

    /**
     * @param independent messages there are on the side with fewer
     * @param expected    of them, how many a bin must have by the reference
     */
    static Joined of(long[] window, long[] reference, double independent, double expected) {
        List<Double> now = new ArrayList<>();
        List<Double> usual = new ArrayList<>();
        double n = DriftComparison.sum(window);
        double m = DriftComparison.sum(reference);
        double p = 0;
        double q = 0;
        for (int bin = 0; bin < window.length; bin++) {
            p += window[bin] / n;
            q += reference[bin] / m;
            if (q * independent >= expected) {
                now.add(p);
                usual.add(q);
                p = 0;
                q = 0;
            }
        }
        int last = now.size() - 1;
        if (last >= 0) {
            now.set(last, now.get(last) + p);
            usual.set(last, usual.get(last) + q);
        }
        return new Joined(now, usual,
                usual.stream().mapToDouble(Double::doubleValue).min().orElse(0) * independent);
    }

    int size() {
        return window.size();
    }

    /** Σ (p - q) ln(p/q). */
    double psi(double n, double m) {
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            double p = (window.get(i) * n + SMOOTHING) / (n + SMOOTHING * size());
            double q = (reference.get(i) * m + SMOOTHING) / (m + SMOOTHING * size());
            sum += (p - q) * Math.log(p / q);
        }
        return sum;
    }
}
