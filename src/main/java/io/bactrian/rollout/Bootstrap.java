package io.bactrian.rollout;

import java.time.Duration;
import java.time.Instant;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.repository.RepositorySnapshot.Found;
import io.bactrian.rollout.ModelEvent.Kind;
import io.bactrian.rollout.PersistedState.StoredCandidate;
import io.bactrian.rollout.PersistedState.StoredService;
import io.bactrian.rollout.ServiceState.Stopped;

/** Puts a version in service where none is: what served before, else the highest that passes its checks. */
final class Bootstrap {
    /** How long the version that served before a restart is waited for before another one takes its place. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ModelState model;
    private Instant waitingSince;

    Bootstrap(ModelState model) {
        this.model = model;
    }

    void step(Stopped stopped) {
        StoredService last = stopped.last();
        String reason = "it is the highest version that passes its checks";
        if (last != null) {
            if (restart(stopped, last)) {
                return;
            }
            reason += "; version " + last.content().version() + ", which served before, is gone or rejected";
        }
        for (VersionFiles files : model.versions().complete()) {
            LoadedVersion loaded = usable(files);
            if (loaded != null) {
                model.enter(stopped.toServing(loaded, null));
                model.event(Kind.PROMOTED, loaded.version(), reason, null);
                return;
            }
        }
    }

    private LoadedVersion usable(VersionFiles files) {
        return model.verdict(files.content()).bad() ? null : model.load(files);
    }

    /** Puts what served before in service again. Whether it serves or is still waited for. */
    private boolean restart(Stopped stopped, StoredService last) {
        Found folder = model.versions().find(last.content().version());
        if (folder == null || folder.files() == null) {
            waitingSince = waitingSince == null ? model.now() : waitingSince;
            return folder != null && model.now().isBefore(waitingSince.plus(PATIENCE));
        }
        waitingSince = null;
        LoadedVersion loaded = usable(folder.files());
        if (loaded == null) {
            return false;
        }
        if (!loaded.content().equals(last.content())) {
            model.promote(loaded, "it served before; its folder has had new content since");
            return true;
        }
        resume(stopped, loaded, last);
        return true;
    }

    /** As it was, with its candidate. */
    private void resume(Stopped stopped, LoadedVersion loaded, StoredService last) {
        LoadedVersion fallback = last.probation() ? still(stopped.previous()) : null;
        if (fallback == null) {
            model.enter(stopped.toServing(loaded, stopped.previous()));
        } else {
            model.enter(stopped.toProbation(loaded, fallback, model.now().plusMillis(last.millisLeft())));
        }
        if (last.probation() && fallback == null) {
            model.event(Kind.CONFIRMED, loaded.version(), "the probation ends: the previous version is gone or rejected", null);
        }
        StoredCandidate candidate = stopped.lastCandidate();
        LoadedVersion tried = candidate == null ? null : still(candidate.content());
        if (tried != null) {
            model.proceed(Candidate.resume(tried, loaded, candidate));
        }
    }

    /** That content, in memory; null where its folder does not hold it any more, or it is rejected. */
    private LoadedVersion still(VersionFiles.Content content) {
        VersionFiles files = content == null ? null : model.versions().holding(content);
        return files == null ? null : model.load(files);
    }
}
