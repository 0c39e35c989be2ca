package io.bactrian.model;

import java.util.Objects;

/**
 * Which messages of a model become samples, and how many. In a manifest, null is what the configuration says.
 *
 * @param policy    which messages are kept
 * @param entropy   reason entropy: kept where 1 + Σ p·ln p / ln n is below this; 0 is all equal, 1 is certain
 * @param margin    reason margin: kept where the largest probability is less than this above the second
 * @param threshold reason threshold: the score between two labels; null where {@link Manifest.Answer#threshold()} has it, or none
 * @param distance  reason threshold: kept where the score is less than this share of the threshold away from it
 * @param random    reason random: the share that is kept
 * @param drift     reason drift: the share that is kept while the device's group drifts
 * @param device    how many samples of one device are kept
 * @param label     how many samples with one label are kept
 */
public record Sampling(SamplePolicy policy, Double entropy, Double margin, Double threshold, Double distance, Double random,
        Double drift, Quota device, Quota label) {
    /** Nothing is said. */
    public static final Sampling CONFIGURED = new Sampling(null, null, null, null, null, null, null, Quota.NONE, Quota.NONE);

    /**
     * The most samples in a minute, an hour and a day of UTC; null for no limit.
     */
    public record Quota(Integer minute, Integer hour, Integer day) {
        public static final Quota NONE = new Quota(null, null, null);

        public boolean none() {
            return minute == null && hour == null && day == null;
        }

        Quota or(Quota other) {
            return new Quota(first(minute, other.minute), first(hour, other.hour), first(day, other.day));
        }
    }

    /** With what {@code other} says where this says nothing. */
    public Sampling or(Sampling other) {
        if (this == CONFIGURED) {
            return other;
        }
        return new Sampling(first(policy, other.policy), first(entropy, other.entropy), first(margin, other.margin),
                first(threshold, other.threshold), first(distance, other.distance), first(random, other.random),
                first(drift, other.drift),
                device.or(other.device), label.or(other.label));
    }

    private static <T> T first(T one, T other) {
        return Objects.nonNull(one) ? one : other;
    }
}
