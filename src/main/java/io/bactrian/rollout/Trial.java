package io.bactrian.rollout;

import io.bactrian.model.InferenceStats;

/** A candidate on its way into service: in the shadow, waiting there for a person, or a canary. */
final class Trial {
    private final Held held;
    private final State stage;
    private final Tally tally;
    private final long answeredBefore;
    private final Served from;
    private final Held serving;
    private final Served servingFrom;

    private Trial(Held held, State stage, Tally tally, long answeredBefore, Held serving) {
        this.held = held;
        this.stage = stage;
        this.tally = tally;
        this.answeredBefore = answeredBefore;
        this.serving = serving;
        this.from = Served.begin(held);
        this.servingFrom = Served.now(serving);
    }

    /** From the beginning, in the shadow. */
    static Trial start(Held held, Held serving) {
        return new Trial(held, State.SHADOW, new Tally(Tally.Counts.ZERO), 0, serving);
    }

    /** As it was before a restart. */
    static Trial resume(Held held, Held serving, Notes.OnTrial notes) {
        return new Trial(held, notes.stage(), new Tally(notes.counts()), notes.answered(), serving);
    }

    Trial at(State next, Held serving) {
        return new Trial(held, next, tally, 0, serving);
    }

    Held held() {
        return held;
    }

    int version() {
        return held.version();
    }

    State stage() {
        return stage;
    }

    /** Whether it runs beside the answers, rather than answering. */
    boolean inShadow() {
        return stage != State.CANARY;
    }

    Tally tally() {
        return tally;
    }

    Compared compared() {
        return tally.counts().compared();
    }

    /** What it has done since it is at its stage. */
    InferenceStats.Reading since() {
        return held.loaded().stats().read().since(from.counts());
    }

    /** Messages it has answered as a canary. */
    long answered() {
        return inShadow() ? 0 : answeredBefore + since().messages();
    }

    /** What the version in service has done meanwhile. */
    InferenceStats.Reading serving() {
        return serving.loaded().stats().read().since(servingFrom.counts());
    }

    /** Its time, compared with that of the version in service meanwhile. */
    Latency latency() {
        return Latency.of(Served.now(held).since(from).times(), Served.now(serving).since(servingFrom).times(),
                serving.version());
    }
}
