package io.bactrian.rollout;

import io.bactrian.model.InferenceStats;
import io.bactrian.model.LoadedVersion;
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
    static Served begin(LoadedVersion loaded) {
        return new Served(loaded.stats().read(), loaded.stats().times().begin(Latency.WARM_UP));
    }

    static Served now(LoadedVersion loaded) {
        return new Served(loaded.stats().read(), loaded.stats().times().read());
    }

    Served since(Served before) {
        return new Served(counts.since(before.counts), times.since(before.times));
    }
}
