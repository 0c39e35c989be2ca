package io.bactrian.rollout;

import java.time.Duration;
import java.util.Objects;

/**
 * How a version comes into service.
 *
 * @param shadowShare       share of the batches that a candidate sees, above 0, at most 1
 * @param gateMessages      messages to compare at least
 * @param gateAgreement     least share of messages on which candidate and serving version must say the same
 * @param gateLatencyRatio  how many times the serving version's model time the candidate may take at most
 * @param canaryShare       share of the devices that a candidate answers before it is promoted; 0 for no canary
 * @param canaryMessages    messages that the candidate must have answered for them
 * @param probation             how long a promoted version is on probation
 * @param probationErrors       messages that a canary or a version on probation may fail on
 * @param probationLatencyRatio how many times the model time of the version before it a canary or a version on probation may take
 */
public record RolloutSettings(Promote promote, double shadowShare, int gateMessages, double gateAgreement,
        double gateLatencyRatio, double canaryShare, int canaryMessages, Duration probation, long probationErrors,
        double probationLatencyRatio) {
    /** What applies where nothing is configured. */
    public static final RolloutSettings DEFAULTS = new RolloutSettings(Promote.GATED, 1, 1000, 0.95, 3, 0, 1000,
            Duration.ofMinutes(10), 0, 5);

    private static final String KEY = "bactrian.rollout.";

    public RolloutSettings {
        Objects.requireNonNull(promote, "set " + KEY + "promote");
        Objects.requireNonNull(probation, "set " + KEY + "probation");
        check(shadowShare > 0 && shadowShare <= 1, "shadow-share", shadowShare, "a share above 0 and at most 1");
        check(gateMessages >= 1, "gate.messages", gateMessages, "1 or more");
        check(gateAgreement >= 0 && gateAgreement <= 1, "gate.agreement", gateAgreement, "a share of 0 to 1");
        check(ratio(gateLatencyRatio), "gate.latency-ratio", gateLatencyRatio, "a number above 0");
        check(canaryShare >= 0 && canaryShare <= 1, "canary-share", canaryShare, "a share of 0 to 1; 0 for no canary");
        check(canaryMessages >= 1, "canary-messages", canaryMessages, "1 or more");
        check(!probation.isNegative(), "probation", probation, "a duration of 0s or more");
        check(probationErrors >= 0, "probation.errors", probationErrors, "0 or more");
        check(ratio(probationLatencyRatio), "probation.latency-ratio", probationLatencyRatio, "a number above 0");
    }

    private static boolean ratio(double value) {
        return value > 0 && Double.isFinite(value);
    }

    private static void check(boolean good, String key, Object value, String expected) {
        if (!good) {
            throw new IllegalArgumentException(KEY + key + " is " + value + ", expected " + expected + ": correct it");
        }
    }
}
