package io.bactrian.cloud.training.evaluation;

import java.util.Map;

/**
 * What comes of a comparison.
 *
 * @param accepted   whether the candidate may be announced
 * @param reason     why, or why not
 * @param difference the candidate's loss less the serving version's: mean error rate over the labels, or mean absolute error; null, as
 *                   {@code least} and {@code most}, where it could not be measured
 * @param least      the difference is above this, with the rules' confidence
 * @param most       the difference is below this, with the rules' confidence
 * @param agreement  the share of held-out samples that both answer alike; null where that is not known
 * @param measured   numbers over {@code all}, {@code time} (later blocks of devices that trained), {@code devices} (that did not train),
 *                   and each {@code group NAME}
 */
public record Verdict(boolean accepted, String reason, Double difference, Double least, Double most, Double agreement,
        Map<String, Measured> measured) {
    /** Metrics of both by name; of the serving version empty where there is none. */
    public record Measured(int examples, int blocks, Map<String, Double> candidate, Map<String, Double> serving) {
    }

    /** Whether the candidate is shown to be better, and not only no worse. */
    public boolean better() {
        return most != null && most < 0;
    }

    /** Not worth a measurement. */
    public static Verdict refused(String reason) {
        return new Verdict(false, reason, null, null, null, null, Map.of());
    }
}
