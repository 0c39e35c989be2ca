package io.bactrian.train;

import java.util.SplittableRandom;

/** Standard normal deviates by Marsaglia's polar method: the same from one seed on every JDK. Not thread-safe. */
final class Gaussian {
    private static final double UNIT = 0x1.0p-53;

    private final SplittableRandom random;
    private double spare = Double.NaN;

    Gaussian(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Uniform in [0, 1). */
    double uniform() {
        return (random.nextLong() >>> 11) * UNIT;
    }

    double next() {
        if (!Double.isNaN(spare)) {
            double value = spare;
            spare = Double.NaN;
            return value;
        }
        double x;
        double y;
        double square;
        do {
            x = 2 * uniform() - 1;
            y = 2 * uniform() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        spare = y * factor;
        return x * factor;
    }
}
