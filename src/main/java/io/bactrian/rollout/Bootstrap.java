package io.bactrian.rollout;

import java.time.Duration;
import java.time.Instant;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.repository.RepositorySnapshot.Found;
import io.bactrian.rollout.ModelEvent.Kind;

/** Puts a version in service where none is: what served before, else the highest that passes its checks. */
final class Bootstrap {
    /** How long the version that served before a restart is waited for before another one takes its place. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ModelRollout model;
    private Instant startedAt;

    Bootstrap(ModelRollout model) {
        this.model = model;
    }

    void step() {
        PersistedState.InService last = model.lastService;
        String reason = "it is the highest version that passes its checks";
        if (last != null) {
            if (restart(last)) {
                return;
            }
            reason += "; version " + last.content().version() + ", which served before, is gone or rejected";
        }
        for (VersionFiles files : model.versions.atRest()) {
            LoadedVersion loaded = model.verdicts.bad(VersionContent.of(files)) ? null : model.load(files);
            if (loaded != null) {
                model.previous = null;
                model.promote(loaded, reason);
                return;
            }
        }
    }

    /** Puts what served before in service again. Whether it serves or is still waited for. */
    private boolean restart(PersistedState.InService last) {
        int version = last.content().version();
        Found folder = model.versions.find(version);
        if (folder == null || folder.files() == null) {
            startedAt = startedAt == null ? model.clock.instant() : startedAt;
            return folder != null && model.clock.instant().isBefore(startedAt.plus(PATIENCE));
        }
        startedAt = null;
        VersionContent content = VersionContent.of(folder.files());
        LoadedVersion loaded = model.verdicts.bad(content) ? null : model.load(folder.files());
        if (loaded == null) {
            return false;
        }
        if (!content.equals(last.content())) {
            model.promote(loaded, "it served before; its folder has had new content since");
            return true;
        }
        model.serve(loaded);
        if (last.probation()) {
            resumeProbation(last);
        }
        return true;
    }

    private void resumeProbation(PersistedState.InService last) {
        VersionContent before = model.previous;
        VersionFiles files = before != null && model.versions.has(before) ? model.versions.atRest(before.version()) : null;
        LoadedVersion loaded = files == null ? null : model.load(files);
        if (loaded == null) {
            model.event(Kind.CONFIRMED, model.serving.version(), "the probation ends: the previous version is gone or rejected",
                    null);
            return;
        }
        model.probation = new Probation(model.serving, loaded, Served.NOTHING,
                model.clock.instant().plusMillis(last.millisLeft()));
    }
}
