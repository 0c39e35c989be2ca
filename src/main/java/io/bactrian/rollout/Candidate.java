package io.bactrian.rollout;

import io.bactrian.model.InferenceStats;
import io.bactrian.model.LoadedVersion;

/** A candidate on its way into service: in the shadow, waiting there for a person, or a canary. */
final class Candidate {
    private final LoadedVersion loaded;
    private final State stage;
    private final ComparisonStats stats;
    private final long answeredBefore;
    private final Served from;
    private final LoadedVersion serving;
    private final Served servingFrom;

    private Candidate(LoadedVersion loaded, State stage, ComparisonStats stats, long answeredBefore, LoadedVersion serving) {
        this.loaded = loaded;
        this.stage = stage;
        this.stats = stats;
        this.answeredBefore = answeredBefore;
        this.serving = serving;
        this.from = Served.begin(loaded);
        this.servingFrom = Served.now(serving);
    }

    /** From the beginning, in the shadow. */
    static Candidate start(LoadedVersion loaded, LoadedVersion serving) {
        return new Candidate(loaded, State.SHADOW, new ComparisonStats(ComparisonStats.Counts.ZERO), 0, serving);
    }

    /** As it was before a restart. */
    static Candidate resume(LoadedVersion loaded, LoadedVersion serving, PersistedState.CandidateState state) {
        return new Candidate(loaded, state.stage(), new ComparisonStats(state.counts()), state.answered(), serving);
    }

    Candidate at(State next, LoadedVersion serving) {
        return new Candidate(loaded, next, stats, 0, serving);
    }

    LoadedVersion loaded() {
        return loaded;
    }

    int version() {
        return loaded.version();
    }

    State stage() {
        return stage;
    }

    /** Whether it runs beside the answers, rather than answering. */
    boolean inShadow() {
        return stage != State.CANARY;
    }

    ComparisonStats stats() {
        return stats;
    }

    ComparisonResult compared() {
        return stats.counts().compared();
    }

    /** What it has done since it is at its stage. */
    InferenceStats.Reading since() {
        return loaded.stats().read().since(from.counts());
    }

    /** Messages it has answered as a canary. */
    long answered() {
        return inShadow() ? 0 : answeredBefore + since().messages();
    }

    /** What the version in service has done meanwhile. */
    InferenceStats.Reading serving() {
        return serving.stats().read().since(servingFrom.counts());
    }

    /** Its time, compared with that of the version in service meanwhile. */
    Latency latency() {
        return Latency.of(Served.now(loaded).since(from).times(), Served.now(serving).since(servingFrom).times(),
                serving.version());
    }
}
