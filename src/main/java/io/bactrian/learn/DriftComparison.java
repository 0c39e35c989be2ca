package io.bactrian.learn;

import java.util.HashMap;
import java.util.Map;

import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

import io.bactrian.distribution.Distribution;
import io.bactrian.distribution.PaneSums;

/**
 * Compares a window with a reference, by two measures whose limits follow from how many independent messages both have, and from how
 * seldom it may be wrong.
 *
 * <p>KS is the largest difference of the distribution functions, here at the edges of bins, which is never more than over all values.
 * Its limit is sqrt(ln(2/α)/2 · (1/n + 1/m)): N. Smirnov, Ann. Math. Stat. 19 (1948); the constant by P. Massart, Ann. Probab. 18
 * (1990), for two samples F. Wei and R. Dudley, Stat. Probab. Lett. 82 (2012).
 *
 * <p>PSI is Σ (p - q) ln(p/q). Over 1/n + 1/m it has a χ² distribution with one degree of freedom less than bins: B. Yurdakul, J. Naranjo,
 * "Statistical properties of the population stability index", J. Risk Model Validation 14 (2020). That holds far out only where bins
 * are full: bins are joined until they are, and the limit is raised by what is left. Not thread-safe.
 */
final class DriftComparison {
    /** What is less than this matters to nobody, however sure it is. */
    static final double LEAST_KS = 0.1;
    static final double LEAST_PSI = 0.1;
    private static final double FULL = 2;

    private final double alpha;
    private final double one;
    private final double normal;
    private final Map<Integer, Double> laws = new HashMap<>();
    private final Map<Integer, Double> tails = new HashMap<>();

    /** @param alpha how often a comparison may find a difference where there is none */
    DriftComparison(double alpha) {
        this.alpha = alpha;
        one = new ChiSquaredDistribution(1).inverseCumulativeProbability(1 - alpha / 2);
        normal = new NormalDistribution().inverseCumulativeProbability(1 - alpha / 2);
    }

    /**
     * @param ks        0 to 1
     * @param messages  of the window
     * @param effective how many independent messages they are worth
     */
    record Finding(double ks, double ksLimit, double psi, double psiLimit, long messages, double effective) {
        boolean exceeds() {
            return ks > ksLimit || psi > psiLimit;
        }

        /** The larger of the two, over its limit. */
        double level() {
            return Math.max(ks / ksLimit, Double.isFinite(psiLimit) ? psi / psiLimit : 0);
        }
    }

    Finding compare(PaneSums window, Distribution reference) {
        double n = window.total() / surely(window.designEffect(), window.panes());
        double m = DriftComparison.sum(reference.counts())
                / (reference.panes() == 0 ? reference.effect() : surely(reference.effect(), reference.panes()));
        double ks = ks(window.counts(), reference.counts());
        double ksLimit = Math.max(LEAST_KS, Math.sqrt(Math.log(2 / (alpha / 2)) / 2 * (1 / n + 1 / m)));
        Joined joined = Joined.of(window.counts(), reference.counts(), Math.min(n, m), FULL * one);
        double psiLimit = Double.POSITIVE_INFINITY;
        if (joined.size() > 1) {
            double beyond = 1 + Math.sqrt(one / joined.leastExpected()) / 4;
            psiLimit = Math.max(LEAST_PSI, law(joined.size() - 1) * (1 / n + 1 / m) * beyond);
        }
        return new Finding(ks, ksLimit, joined.psi(n, m), psiLimit, window.total(), n);
    }

    private double law(int degrees) {
        return laws.computeIfAbsent(degrees,
                of -> new ChiSquaredDistribution(of).inverseCumulativeProbability(1 - alpha / 2));
    }

    /** A design effect above 1 was estimated from so many panes: the tail is then Student's, and not normal. */
    private double surely(double effect, int panes) {
        double wide = tails.computeIfAbsent(Math.max(1, panes - 1),
                of -> new TDistribution(of).inverseCumulativeProbability(1 - alpha / 2));
        return 1 + (effect - 1) * (wide * wide) / (normal * normal);
    }

    static double ks(long[] window, long[] reference) {
        double n = sum(window);
        double m = sum(reference);
        double largest = 0;
        long below = 0;
        long usuallyBelow = 0;
        for (int bin = 0; bin < window.length; bin++) {
            below += window[bin];
            usuallyBelow += reference[bin];
            largest = Math.max(largest, Math.abs(below / n - usuallyBelow / m));
        }
        return largest;
    }

    static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }
}
