package io.bactrian.rollout;

import java.util.List;
import java.util.Set;

import io.bactrian.model.InferenceStats;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.repository.RepositorySnapshot.Found;
import io.bactrian.rollout.ModelEvent.Kind;

/** What happens to one model's versions by itself, step by step. One thread at a time. */
final class ModelLife {
    /** Scans that must agree on it that a folder is gone: it may be on its way from one name to another. */
    private static final int SCANS = 2;

    private final Model model;
    private final Start start;
    private final Trials trials;

    ModelLife(Model model) {
        this.model = model;
        start = new Start(model);
        trials = new Trials(model);
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
                watch();
            } else {
                start.step();
            }
            if (model.serving != null) {
                trials.step();
            }
            pin(pinned);
        }
        model.align();
    }

    private void presence() {
        model.missing = model.versions.find(model.serving.version()) == null ? model.missing + 1 : 0;
        if (model.missing == SCANS) {
            model.event(Kind.REMOVED, model.serving.version(), "its folder is gone; it serves on from memory", null);
        }
    }

    private void watch() {
        Watching watching = model.watching;
        if (watching == null) {
            return;
        }
        boolean enough = !model.clock.instant().isBefore(watching.ends());
        boolean fallback = model.serving.manifest().sameForm(watching.previous().manifest());
        Latency latency = watching.time(model.settings.watchLatencyRatio(), model.clock.instant());
        Watch.Decision decision = Watch.of(model.settings).judge(watching.since(),
                fallback ? InferenceStats.Reading.ZERO : watching.before(), latency, enough);
        switch (decision.verdict()) {
            case ROLL_BACK -> model.rollBack(watching.previous(), decision.reason());
            case OVER -> model.confirm("nothing was wrong while it was watched" + latency.said());
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
            Held has = model.pinned.get(version);
            boolean refused = files != null && refused(Content.of(files));
            if (files != null && !refused && (has == null || !has.content().equals(Content.of(files)))) {
                Held held = model.load(files);
                if (held != null) {
                    model.pinned.put(version, held);
                }
            }
        }
    }

    private boolean refused(Content content) {
        Verdicts.Verdict verdict = model.verdicts.of(content);
        return verdict != null && verdict.state() == State.REFUSED;
    }
}
