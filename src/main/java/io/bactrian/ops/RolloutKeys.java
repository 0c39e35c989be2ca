package io.bactrian.ops;

import java.time.Duration;

import io.bactrian.rollout.Promote;
import io.bactrian.rollout.RolloutSettings;
import io.bactrian.text.Durations;

/** Reads {@code bactrian.rollout.*}. */
final class RolloutKeys {
    private static final int MOST_MESSAGES = 1_000_000_000;
    private static final String MESSAGES = "1 to 1000000000";
    private static final String RATIO = "a ratio above 0, at most 1000";

    private final Keys keys;

    private RolloutKeys(Keys keys) {
        this.keys = keys;
    }

    /** Null when something is wrong, which the keys then know. */
    static RolloutSettings read(Keys keys) {
        return new RolloutKeys(keys).read();
    }

    private RolloutSettings read() {
        Promote promote = keys.required("bactrian.rollout.promote", "immediate, gated or manual", Promote::of);
        Double shadow = keys.required("bactrian.rollout.shadow-share", "a share above 0.0, at most 1.0",
                Forms.decimal(Double.MIN_VALUE, 1));
        Number gateMessages = messages("bactrian.rollout.gate.messages");
        Double agreement = share("bactrian.rollout.gate.agreement");
        Double gateLatency = ratio("bactrian.rollout.gate.latency-ratio");
        Double canary = share("bactrian.rollout.canary-share");
        Number canaryMessages = messages("bactrian.rollout.canary-messages");
        Duration probation = keys.required("bactrian.rollout.probation", Forms.DURATION, Durations::parse);
        Number errors = keys.required("bactrian.rollout.probation.errors", "0 to 1000000000", Forms.number(0, MOST_MESSAGES));
        Double probationLatency = ratio("bactrian.rollout.probation.latency-ratio");
        return keys
                .together(all -> new RolloutSettings(promote, shadow, gateMessages.intValue(), agreement, gateLatency, canary,
                        canaryMessages.intValue(), probation, errors.longValue(), probationLatency));
    }

    private Double share(String key) {
        return keys.required(key, "a share, 0.0 to 1.0", Forms.decimal(0, 1));
    }

    private Double ratio(String key) {
        return keys.required(key, RATIO, Forms.decimal(Double.MIN_VALUE, 1000));
    }

    private Number messages(String key) {
        return keys.required(key, MESSAGES, Forms.number(MOST_MESSAGES));
    }
}
