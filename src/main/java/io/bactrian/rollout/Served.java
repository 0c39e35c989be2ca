package io.bactrian.rollout;

import io.bactrian.model.InferenceStats;
import io.bactrian.model.RunTimes;

/**
 * What a version did while it answered.
 *
 * @param counts messages, errors, answers that were not finite
 * @param times  how long its runs took, the first left out
 */
record Served(InferenceStats.Reading counts, RunTimes.Reading times) {
    static final Served NOTHING = new Served(InferenceStats.Reading.ZERO, RunTimes.Reading.NONE);

    /** Where counting starts: now, and after the first runs to come. */
    static Served begin(Held held) {
        return new Served(held.loaded().stats().read(), held.loaded().stats().times().begin(Latency.WARM_UP));
    }

    static Served now(Held held) {
        return new Served(held.loaded().stats().read(), held.loaded().stats().times().read());
    }

    Served since(Served before) {
        return new Served(counts.since(before.counts), times.since(before.times));
    }
}
