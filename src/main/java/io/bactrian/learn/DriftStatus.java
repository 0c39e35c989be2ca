package io.bactrian.learn;

import java.time.Instant;
import java.util.List;

/**
 * A group of devices at its last comparison.
 *
 * @param model            that its messages are for
 * @param version          that answers them
 * @param group            of devices, by their label; empty where there is but one
 * @param since            when its drift began; null while it does not drift
 * @param level            the largest difference over its limit
 * @param expectedAccuracy how often labels are right, as probabilities say; NaN where there is none
 * @param channels         those beyond their limits, the furthest first; the furthest where none is; empty before the first comparison
 */
public record DriftStatus(String model, String version, String group, Instant since, double level, double expectedAccuracy,
        List<DriftEvent.Channel> channels) {
    static DriftStatus of(String model, String version, String group, DriftState state) {
        return new DriftStatus(model, version, group, state.since(), state.level(), state.expectedAccuracy(), state.shown());
    }
}
