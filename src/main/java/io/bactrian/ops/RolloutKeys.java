package io.bactrian.ops;

import java.nio.file.Path;
import java.time.Duration;

import io.bactrian.model.Durations;
import io.bactrian.ops.RolloutSettings.Canary;
import io.bactrian.ops.RolloutSettings.Gate;
import io.bactrian.ops.RolloutSettings.Watch;

/** Reads {@code bactrian.rollout.*}. */
final class RolloutKeys {
    private static final long MOST_MESSAGES = 1_000_000_000;
    private static final String MESSAGES = "1 to 1000000000";
    private static final String SHARE = "a share, 0.0 to 1.0";
    private static final String RATIO = "a ratio, above 0, at most 1000";

    private final Keys keys;

    private RolloutKeys(Keys keys) {
        this.keys = keys;
    }

    /** Null when something is wrong, which the keys then know. */
    static RolloutSettings read(Keys keys) {
        return new RolloutKeys(keys).read();
    }

    private RolloutSettings read() {
        RolloutSettings.Promote promote = keys.required("bactrian.rollout.promote", "at-once, by-gate or by-hand",
                RolloutSettings.Promote::of);
        Double shadow = share("bactrian.rollout.shadow-share");
        Number gateMessages = messages("bactrian.rollout.gate.messages");
        Double agreement = share("bactrian.rollout.gate.agreement");
        Double gateLatency = ratio("bactrian.rollout.gate.latency-ratio");
        Double canary = share("bactrian.rollout.canary-share");
        Number canaryMessages = messages("bactrian.rollout.canary-messages");
        Duration watch = keys.required("bactrian.rollout.watch", Forms.DURATION, Durations::parse);
        Number errors = keys.required("bactrian.rollout.watch.errors", "0 to 1000000000", Forms.number(0, MOST_MESSAGES));
        Double watchLatency = ratio("bactrian.rollout.watch.latency-ratio");
        Path dir = keys.required("bactrian.rollout.dir", "a folder that can be written to", Path::of);
        return keys.together(all -> new RolloutSettings(promote, shadow,
                new Gate(gateMessages.longValue(), agreement, gateLatency), new Canary(canary, canaryMessages.longValue()),
                new Watch(watch, errors.longValue(), watchLatency), dir));
    }

    private Double share(String key) {
        return keys.required(key, SHARE, Forms.decimal(0, 1));
    }

    private Double ratio(String key) {
        return keys.required(key, RATIO, Forms.decimal(Double.MIN_VALUE, 1000));
    }

    private Number messages(String key) {
        return keys.required(key, MESSAGES, Forms.number(MOST_MESSAGES));
    }
}
