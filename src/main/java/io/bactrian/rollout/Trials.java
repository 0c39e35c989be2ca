package io.bactrian.rollout;

import io.bactrian.model.InferenceStats;
import io.bactrian.model.VersionFiles;
import io.bactrian.rollout.ModelEvent.Kind;

/** What becomes of the versions that are to follow the one in service. */
final class Trials {
    private final Model model;

    Trials(Model model) {
        this.model = model;
    }

    void step() {
        resume();
        judge();
        newcomers();
    }

    /** Takes the candidate up where a restart has left it. */
    private void resume() {
        Notes.OnTrial last = model.lastTrial;
        model.lastTrial = null;
        if (last != null && model.trial == null && model.versions.has(last.content())) {
            Held held = model.load(model.versions.atRest(last.content().version()));
            model.trial = held == null ? null : Trial.resume(held, model.serving, last);
        }
    }

    private void judge() {
        Trial trial = model.trial;
        if (trial == null) {
            return;
        }
        if (!model.versions.has(trial.held().content())) {
            if (model.versions.find(trial.version()) == null) {
                model.event(Kind.REMOVED, trial.version(), "its folder is gone; it is no longer tried", trial.compared());
            }
            model.trial = null;
            model.changed = true;
        } else if (trial.inShadow()) {
            gate(trial);
        } else {
            canary(trial);
        }
    }

    private void gate(Trial trial) {
        Gate.Decision decision = Gate.of(model.settings, trial.held().manifest().gate()).judge(trial.compared());
        if (decision.verdict() == Gate.Verdict.FAILED) {
            model.drop(Kind.GATE_FAILED, decision.reason());
        } else if (decision.verdict() == Gate.Verdict.PASSED && trial.stage() == State.SHADOW) {
            passed(trial, decision.reason());
        }
    }

    /** By itself nothing comes into service while the version in service is watched. */
    private void passed(Trial trial, String reason) {
        boolean byHand = model.settings.promote() == Promote.BY_HAND;
        if (!byHand && model.watching != null) {
            return;
        }
        model.event(Kind.GATE_PASSED, trial.version(), reason, trial.compared());
        if (byHand) {
            model.trial = trial.at(State.WAITING, model.serving);
        } else if (model.settings.canaryShare() > 0) {
            model.trial = trial.at(State.CANARY, model.serving);
            model.event(Kind.CANARY, trial.version(), "it answers " + model.settings.canaryShare() + " of the devices", null);
        } else {
            model.promote(trial.held(), "it has passed the gate");
        }
    }

    private void canary(Trial trial) {
        Latency latency = trial.latency();
        boolean fallback = trial.held().manifest().sameForm(model.serving.manifest());
        Watch.Decision decision = Watch.of(model.settings).judge(trial.since(),
                fallback ? InferenceStats.Reading.ZERO : trial.serving(), latency,
                trial.answered() >= model.settings.canaryMessages());
        switch (decision.verdict()) {
            case ROLL_BACK -> model.drop(Kind.ROLLED_BACK, "as a canary: " + decision.reason());
            case OVER -> model.promote(trial.held(),
                    "nothing was wrong with " + trial.answered() + " messages that it answered as a canary"
                            + latency.said());
            case FINE -> {
            }
        }
    }

    private void newcomers() {
        for (VersionFiles files : model.versions.atRest()) {
            if (isNew(files)) {
                Held held = model.load(files);
                if (held != null) {
                    accept(held);
                    return;
                }
            }
        }
    }

    private boolean isNew(VersionFiles files) {
        Content content = Content.of(files);
        boolean higher = files.version() > model.serving.version()
                || files.version() == model.serving.version() && !content.equals(model.serving.content());
        return higher && (model.trial == null || files.version() > model.trial.version()) && !model.verdicts.settled(content);
    }

    private void accept(Held held) {
        Trial before = model.trial;
        if (before != null) {
            model.remember(before.held().content(), State.IDLE, false, "superseded by version " + held.version(),
                    before.compared());
        }
        if (model.settings.promote() == Promote.AT_ONCE) {
            model.promote(held, "it has passed its checks");
        } else {
            model.tryOut(held, "it has passed its checks and is compared with version " + model.serving.version());
        }
    }
}
