package io.bactrian.rollout;

import io.bactrian.model.InferenceStats;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.VersionFiles;
import io.bactrian.rollout.ModelEvent.Kind;

/** What becomes of the versions that are to follow the one in service. */
final class CandidateEvaluation {
    private final ModelRollout model;

    CandidateEvaluation(ModelRollout model) {
        this.model = model;
    }

    void step() {
        resume();
        judge();
        newcomers();
    }

    /** Takes the candidate up where a restart has left it. */
    private void resume() {
        PersistedState.CandidateState last = model.lastCandidate;
        model.lastCandidate = null;
        if (last != null && model.candidate == null && model.versions.has(last.content())) {
            LoadedVersion loaded = model.load(model.versions.atRest(last.content().version()));
            model.candidate = loaded == null ? null : Candidate.resume(loaded, model.serving, last);
        }
    }

    private void judge() {
        Candidate candidate = model.candidate;
        if (candidate == null) {
            return;
        }
        if (!model.versions.has(VersionContent.of(candidate.loaded()))) {
            if (model.versions.find(candidate.version()) == null) {
                model.event(Kind.REMOVED, candidate.version(), "its folder is gone; it is no longer tried",
                        candidate.compared());
            }
            model.candidate = null;
            model.changed = true;
        } else if (candidate.inShadow()) {
            gate(candidate);
        } else {
            canary(candidate);
        }
    }

    private void gate(Candidate candidate) {
        Gate.Decision decision = Gate.of(model.settings, candidate.loaded().manifest().gate()).judge(candidate.compared());
        if (decision.verdict() == Gate.Verdict.FAILED) {
            model.drop(Kind.GATE_FAILED, decision.reason());
        } else if (decision.verdict() == Gate.Verdict.PASSED && candidate.stage() == State.SHADOW) {
            passed(candidate, decision.reason());
        }
    }

    /** By itself nothing comes into service while the version in service is on probation. */
    private void passed(Candidate candidate, String reason) {
        boolean manual = model.settings.promote() == Promote.MANUAL;
        if (!manual && model.probation != null) {
            return;
        }
        model.event(Kind.GATE_PASSED, candidate.version(), reason, candidate.compared());
        if (manual) {
            model.candidate = candidate.at(State.WAITING, model.serving);
        } else if (model.settings.canaryShare() > 0) {
            model.candidate = candidate.at(State.CANARY, model.serving);
            model.event(Kind.CANARY, candidate.version(), "it answers " + model.settings.canaryShare() + " of the devices",
                    null);
        } else {
            model.promote(candidate.loaded(), "it has passed the gate");
        }
    }

    private void canary(Candidate candidate) {
        Latency latency = candidate.latency();
        boolean fallback = candidate.loaded().manifest().sameForm(model.serving.manifest());
        ProbationLimits.Decision decision = ProbationLimits.of(model.settings).judge(candidate.since(),
                fallback ? InferenceStats.Reading.ZERO : candidate.serving(), latency,
                candidate.answered() >= model.settings.canaryMessages());
        switch (decision.verdict()) {
            case ROLL_BACK -> model.drop(Kind.ROLLED_BACK, "as a canary: " + decision.reason());
            case OVER -> model.promote(candidate.loaded(),
                    "nothing was wrong with " + candidate.answered() + " messages that it answered as a canary"
                            + latency.said());
            case FINE -> {
            }
        }
    }

    private void newcomers() {
        for (VersionFiles files : model.versions.atRest()) {
            if (isNew(files)) {
                LoadedVersion loaded = model.load(files);
                if (loaded != null) {
                    accept(loaded);
                    return;
                }
            }
        }
    }

    private boolean isNew(VersionFiles files) {
        VersionContent content = VersionContent.of(files);
        boolean higher = files.version() > model.serving.version()
                || files.version() == model.serving.version() && !content.equals(VersionContent.of(model.serving));
        return higher && (model.candidate == null || files.version() > model.candidate.version())
                && !model.verdicts.settled(content);
    }

    private void accept(LoadedVersion loaded) {
        Candidate before = model.candidate;
        if (before != null) {
            model.remember(VersionContent.of(before.loaded()), State.IDLE, false, "superseded by version " + loaded.version(),
                    before.compared());
        }
        if (model.settings.promote() == Promote.IMMEDIATE) {
            model.promote(loaded, "it has passed its checks");
        } else {
            model.tryOut(loaded, "it has passed its checks and is compared with version " + model.serving.version());
        }
    }
}
