package io.bactrian.learn;

import java.time.Instant;
import java.util.Map;

/**
 * What one version did in a stretch of time.
 *
 * @param model            its name
 * @param version          its number
 * @param from             begin
 * @param to               end
 * @param answered         messages it answered
 * @param warming          messages whose windows were not full
 * @param failed           messages it gave no answer to
 * @param notFinite        answers with a number that is not finite
 * @param labels           answers by label; those beyond {@link VersionStatistics#MOST_LABELS} as {@code other}
 * @param unlabelled       answers without the label they were to have
 * @param score            of its answers; null where none has one
 * @param millis           from when a message was queued until it was answered; null where none was
 * @param expectedAccuracy how often labels are right, by the model's probabilities; NaN where it has none
 * @param drift            at the last comparison; null where it is not looked for
 */
public record ModelStatistics(String model, String version, Instant from, Instant to, long answered, long warming, long failed,
        long notFinite, Map<String, Long> labels, long unlabelled, Values score, Values millis, double expectedAccuracy,
        DriftMonitor.Summary drift) {
    /** The shares whose quantiles are given. */
    static final double[] SHARES = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

    /**
     * Numbers in short.
     *
     * @param quantiles by {@link #shares()}
     */
    public record Values(long count, double mean, double least, double most, double[] quantiles) {
    }

    /** What {@link Values#quantiles()} are quantiles of. */
    public static double[] shares() {
        return SHARES.clone();
    }

    boolean empty() {
        return answered == 0 && warming == 0 && failed == 0;
    }
}
