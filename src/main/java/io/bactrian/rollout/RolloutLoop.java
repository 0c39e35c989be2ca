package io.bactrian.rollout;

import java.util.List;
import java.util.Set;

import io.bactrian.model.InferenceStats;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.repository.RepositorySnapshot.Found;
import io.bactrian.rollout.ModelEvent.Kind;

/** What happens to one model's versions by itself, step by step. One thread at a time. */
final class RolloutLoop {
    /** Surveys that must agree on it that a folder is gone: it may be on its way from one name to another. */
    private static final int SURVEYS = 2;

    private final ModelRollout model;
    private final Bootstrap start;
    private final CandidateEvaluation evaluation;

    RolloutLoop(ModelRollout model) {
        this.model = model;
        start = new Bootstrap(model);
        evaluation = new CandidateEvaluation(model);
    }

    /**
     * @param found  all of the model's folders, highest first; none when its folder is gone
     * @param pinned versions that must be at hand
     */
    void step(List<Found> found, Set<Integer> pinned) {
        model.versions = new Versions(found);
        model.surveyed = true;
        if (!model.unloaded) {
            if (model.serving != null) {
                presence();
                probation();
            } else {
                start.step();
            }
            if (model.serving != null) {
                evaluation.step();
            }
            pin(pinned);
        }
        model.reconcile();
    }

    private void presence() {
        model.missing = model.versions.find(model.serving.version()) == null ? model.missing + 1 : 0;
        if (model.missing == SURVEYS) {
            model.event(Kind.REMOVED, model.serving.version(), "its folder is gone; it serves on from memory", null);
        }
    }

    private void probation() {
        Probation probation = model.probation;
        if (probation == null) {
            return;
        }
        boolean enough = !model.clock.instant().isBefore(probation.ends());
        boolean fallback = model.serving.manifest().sameForm(probation.previous().manifest());
        Latency latency = probation.time(model.settings.probationLatencyRatio(), model.clock.instant());
        ProbationLimits.Decision decision = ProbationLimits.of(model.settings).judge(probation.since(),
                fallback ? InferenceStats.Reading.ZERO : probation.before(), latency, enough);
        switch (decision.verdict()) {
            case ROLL_BACK -> model.rollBack(probation.previous(), decision.reason());
            case OVER -> model.confirm("nothing was wrong during its probation" + latency.said());
            case FINE -> {
            }
        }
    }

    private void pin(Set<Integer> wanted) {
        model.pinned.keySet().retainAll(wanted);
        for (int version : wanted) {
            if (model.serving != null && model.serving.version() == version) {
                model.pinned.put(version, model.serving);
                continue;
            }
            VersionFiles files = model.versions.atRest(version);
            LoadedVersion has = model.pinned.get(version);
            boolean refused = files != null && refused(VersionContent.of(files));
            if (files != null && !refused && (has == null || !VersionContent.of(has).equals(VersionContent.of(files)))) {
                LoadedVersion loaded = model.load(files);
                if (loaded != null) {
                    model.pinned.put(version, loaded);
                }
            }
        }
    }

    private boolean refused(VersionContent content) {
        Verdicts.Verdict verdict = model.verdicts.of(content);
        return verdict != null && verdict.state() == State.REJECTED;
    }
}
