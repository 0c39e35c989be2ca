package io.bactrian.learn;

import java.time.Instant;
import java.util.List;

/**
 * A model's messages have begun to be, or are no longer, other than its reference.
 *
 * @param model    that got them
 * @param version  that answered them
 * @param group    of devices, by their label; empty where there is but one
 * @param began    whether it has begun
 * @param time     of the comparison that found it
 * @param since    when it began, to a part of the window; at its end, when it was said to have begun
 * @param channels those beyond their limits, the furthest first; at its end those that were
 * @param expectedAccuracy how often the window's labels are right, as probabilities say; NaN where the model has none
 */
public record DriftEvent(String model, String version, String group, boolean began, Instant time, Instant since,
        List<Channel> channels, double expectedAccuracy) {
    /**
     * One channel, {@code outputs.score} or {@code outputs.confidence}.
     *
     * @param ks        largest difference of the distribution functions
     * @param ksLimit   what it may be
     * @param psi       population stability index
     * @param psiLimit  what it may be; infinite where there are too few messages for it
     * @param messages  in the window
     * @param edges     between the bins, ascending; the last bin is for what is no number
     * @param reference shares of the reference by bin
     * @param window    shares of the window by bin
     */
    public record Channel(String name, double ks, double ksLimit, double psi, double psiLimit, long messages, double[] edges,
            double[] reference, double[] window) {
    }
}
