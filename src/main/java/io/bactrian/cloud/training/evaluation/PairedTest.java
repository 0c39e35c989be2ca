package io.bactrian.cloud.training.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A paired block bootstrap (B. Efron and R. Tibshirani, "An introduction to the bootstrap", 1993; blocks because windows of one device and
 * time are alike): both versions on the same resamples of blocks. One seed gives one result.
 *
 * @param difference the candidate's loss less the serving version's: below 0 it is better
 * @param least      it is above this with the asked confidence
 * @param most       it is below this with the asked confidence
 */
record PairedTest(double difference, double least, double most) {
    private static final int RESAMPLES = 2000;

    /** @param confidence one-sided, above 0.5 and below 1 */
    static PairedTest of(Losses losses, double confidence, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] differences = new double[RESAMPLES];
        int[] times = new int[losses.blocks()];
        for (int r = 0; r < RESAMPLES; r++) {
            Arrays.fill(times, 0);
            for (int draw = 0; draw < times.length; draw++) {
                times[random.nextInt(times.length)]++;
            }
            differences[r] = losses.difference(times);
        }
        Arrays.sort(differences);
        int out = (int) Math.floor((1 - confidence) * RESAMPLES);
        return new PairedTest(losses.difference(), differences[out], differences[RESAMPLES - 1 - out]);
    }
}
