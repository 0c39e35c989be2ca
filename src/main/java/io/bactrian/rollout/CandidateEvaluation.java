package io.bactrian.rollout;

import io.bactrian.model.InferenceStats;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.VersionFiles;
import io.bactrian.rollout.Candidate.InShadow;
import io.bactrian.rollout.Candidate.OnCanary;
import io.bactrian.rollout.ModelEvent.Kind;

/** What becomes of the versions that are to follow the one in service. */
final class CandidateEvaluation {
    private final ModelState model;

    CandidateEvaluation(ModelState model) {
        this.model = model;
    }

    void step() {
        if (model.candidate() != null) {
            judge(model.candidate());
        }
        newcomers();
    }

    private void judge(Candidate candidate) {
        if (model.versions().holding(candidate.loaded().content()) == null) {
            if (model.versions().find(candidate.version()) == null) {
                model.event(Kind.REMOVED, candidate.version(), "its folder is gone; it is no longer tried",
                        candidate.compared());
            }
            model.proceed(null);
        } else if (candidate instanceof OnCanary canary) {
            canary(canary);
        } else {
            gate(candidate);
        }
    }

    private void gate(Candidate candidate) {
        Gate.Decision decision = Gate.of(model.settings, candidate.loaded().manifest().gate()).judge(candidate.compared());
        if (decision.verdict() == Gate.Verdict.FAILED) {
            model.drop(Kind.GATE_FAILED, decision.reason());
        } else if (decision.verdict() == Gate.Verdict.PASSED && candidate instanceof InShadow shadow) {
            passed(shadow, decision.reason());
        }
    }

    /** By itself nothing comes into service while the version in service is on probation. */
    private void passed(InShadow shadow, String reason) {
        boolean manual = model.promote(shadow.version()) == Promote.MANUAL;
        if (!manual && model.service() instanceof Probation) {
            return;
        }
        model.event(Kind.GATE_PASSED, shadow.version(), reason, shadow.compared());
        if (manual) {
            model.proceed(shadow.toWaiting());
        } else if (model.settings.canaryShare() > 0) {
            model.proceed(shadow.toCanary(model.serving()));
            model.event(Kind.CANARY, shadow.version(), "it answers " + model.settings.canaryShare() + " of the devices", null);
        } else {
            model.promote(shadow.loaded(), "it has passed the gate");
        }
    }

    private void canary(OnCanary canary) {
        Latency latency = canary.latency();
        boolean fallback = canary.loaded().manifest().sameForm(model.serving().manifest());
        String trouble = ProbationLimits.of(model.settings).trouble(canary.own(),
                fallback ? InferenceStats.Reading.ZERO : canary.others(), latency);
        if (trouble != null) {
            model.drop(Kind.ROLLED_BACK, "as a canary: " + trouble);
        } else if (canary.answered() >= model.settings.canaryMessages()) {
            model.promote(canary.loaded(), "nothing was wrong with " + canary.answered()
                    + " messages that it answered as a canary" + latency.said());
        }
    }

    private void newcomers() {
        for (VersionFiles files : model.versions().complete()) {
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
        VersionFiles.Content content = files.content();
        LoadedVersion serving = model.serving();
        boolean higher = files.version() > serving.version()
                || files.version() == serving.version() && !content.equals(serving.content());
        return higher && (model.candidate() == null || files.version() > model.candidate().version())
                && !model.verdict(content).settled();
    }

    private void accept(LoadedVersion loaded) {
        if (model.candidate() != null) {
            model.supersede(false, "superseded by version " + loaded.version());
        }
        if (model.promote(loaded.version()) == Promote.IMMEDIATE) {
            model.promote(loaded, "it has passed its checks");
        } else {
            model.shadow(loaded, "it has passed its checks and is compared with version " + model.serving().version());
        }
    }
}
