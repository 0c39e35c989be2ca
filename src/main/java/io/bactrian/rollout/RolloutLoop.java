package io.bactrian.rollout;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.bactrian.model.InferenceStats;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.VersionFiles;
import io.bactrian.rollout.ModelEvent.Kind;
import io.bactrian.rollout.ServiceState.Active;
import io.bactrian.rollout.ServiceState.Stopped;

/** The automatic policy: what happens to one model's versions by itself, step by step. One thread at a time. */
final class RolloutLoop {
    /** Scans that must agree on it that a folder is gone: it may be on its way from one name to another. */
    private static final int SCANS = 2;

    private final ModelState model;
    private final Bootstrap bootstrap;
    private final CandidateEvaluation evaluation;
    /** Scans in a row that have not found the folder of this version, which is in service. */
    private int missing;
    private LoadedVersion missed;

    RolloutLoop(ModelState model) {
        this.model = model;
        bootstrap = new Bootstrap(model);
        evaluation = new CandidateEvaluation(model);
    }

    /** @param pinned versions that devices are held to */
    void step(Set<Integer> pinned) {
        if (model.service().unloaded()) {
            return;
        }
        if (model.service() instanceof Stopped stopped) {
            bootstrap.step(stopped);
        } else {
            presence(model.serving());
            if (model.service() instanceof Probation probation) {
                probation(probation);
            }
        }
        if (model.service() instanceof Active) {
            evaluation.step();
        }
        pin(pinned);
    }

    private void presence(LoadedVersion serving) {
        missing = model.versions().find(serving.version()) != null ? 0 : serving == missed ? missing + 1 : 1;
        missed = serving;
        if (missing == SCANS) {
            model.event(Kind.REMOVED, serving.version(), "its folder is gone; it serves on from memory", null);
        }
    }

    private void probation(Probation probation) {
        Latency latency = probation.time(model.settings.probationLatencyRatio(), model.now());
        boolean fallback = probation.version().manifest().sameForm(probation.fallback().manifest());
        String trouble = ProbationLimits.of(model.settings).trouble(probation.since(),
                fallback ? InferenceStats.Reading.ZERO : probation.before(), latency);
        if (trouble != null) {
            model.rollBack(probation, probation.fallback(), trouble);
        } else if (!model.now().isBefore(probation.ends())) {
            model.confirm(probation, "nothing was wrong during its probation" + latency.said());
        }
    }

    private void pin(Set<Integer> wanted) {
        Map<Integer, LoadedVersion> pinned = new HashMap<>();
        for (int version : wanted) {
            LoadedVersion loaded = pinned(version);
            if (loaded != null) {
                pinned.put(version, loaded);
            }
        }
        model.pin(pinned);
    }

    /** What is to answer the devices that are held to the version; null for nothing. */
    private LoadedVersion pinned(int version) {
        LoadedVersion before = model.pinned().get(version);
        if (model.serving() != null && model.serving().version() == version) {
            return model.serving();
        }
        VersionFiles files = model.versions().complete(version);
        if (files == null || model.verdict(files.content()).rejected()) {
            return before;
        }
        if (before != null && before.content().equals(files.content())) {
            return before;
        }
        LoadedVersion loaded = model.load(files);
        return loaded == null ? before : loaded;
    }
}
