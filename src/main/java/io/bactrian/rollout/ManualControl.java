package io.bactrian.rollout;

import java.util.List;
import java.util.stream.Collectors;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.repository.RepositorySnapshot.Found;
import io.bactrian.rollout.ModelEvent.Kind;

/** What a person asks of one model. One thread at a time. */
final class ManualControl {
    private static final String ASKED = "a person asked for it";

    private final ModelRollout model;

    ManualControl(ModelRollout model) {
        this.model = model;
    }

    void unload() {
        if (!model.unloaded) {
            int version = model.serving == null ? 0 : model.serving.version();
            model.unloaded = true;
            model.release();
            model.event(Kind.UNLOADED, version, ASKED, null);
        }
    }

    /** Whether it was unloaded. */
    boolean load() {
        if (!model.unloaded) {
            return false;
        }
        model.unloaded = false;
        model.event(Kind.LOADED, model.lastService == null ? 0 : model.lastService.content().version(), ASKED, null);
        return true;
    }

    void promote(int version) throws ModelConflictException {
        LoadedVersion loaded = target(version);
        supersede(loaded, "superseded when a person promoted version " + version);
        model.promote(loaded, ASKED);
    }

    void shadow(int version) throws ModelConflictException {
        LoadedVersion loaded = target(version);
        if (model.serving == null) {
            throw ModelConflictException
                    .conflict(called(version) + "nothing is in service to compare it with; it can be promoted");
        }
        supersede(loaded, "superseded when a person had version " + version + " tried");
        model.tryOut(loaded, ASKED);
    }

    void rollBack(int version) throws ModelConflictException {
        loaded(version);
        if (model.candidate != null && model.candidate.version() == version) {
            model.drop(Kind.ROLLED_BACK, ASKED);
        } else if (model.serving != null && model.serving.version() == version) {
            model.rollBack(model.probation == null ? previous(version) : model.probation.previous(), ASKED);
        } else {
            found(version);
            throw ModelConflictException.conflict(called(version) + "it is " + state(version)
                    + "; only a version in service, or on its way there, can be rolled back");
        }
    }

    private void supersede(LoadedVersion chosen, String reason) {
        Candidate candidate = model.candidate;
        if (candidate != null && candidate.loaded() != chosen) {
            model.remember(VersionContent.of(candidate.loaded()), State.IDLE, true, reason, candidate.compared());
        }
    }

    /** The version that is a candidate, or else what its folder holds, in memory. */
    private LoadedVersion target(int version) throws ModelConflictException {
        loaded(version);
        if (model.candidate != null && model.candidate.version() == version) {
            return model.candidate.loaded();
        }
        Found folder = found(version);
        VersionContent content = folder.files() == null ? null : VersionContent.of(folder.files());
        if (model.serving != null && model.serving.version() == version
                && (content == null || content.equals(VersionContent.of(model.serving)))) {
            throw ModelConflictException.conflict(called(version) + "it is in service; it can be rolled back");
        }
        Verdicts.Verdict verdict = content == null ? null : model.verdicts.of(content);
        if (content == null || verdict != null && verdict.state() == State.REJECTED) {
            throw ModelConflictException.conflict(called(version) + "it is " + state(version)
                    + "; it is checked again when its folder changes");
        }
        LoadedVersion loaded = model.load(folder.files());
        if (loaded == null) {
            throw ModelConflictException.conflict(called(version) + "rejected: " + model.verdicts.of(content).reason());
        }
        return loaded;
    }

    private LoadedVersion previous(int version) throws ModelConflictException {
        VersionContent before = model.previous;
        Found folder = before == null ? null : model.versions.find(before.version());
        VersionContent content = folder == null || folder.files() == null ? null : VersionContent.of(folder.files());
        if (content == null || content.equals(VersionContent.of(model.serving))) {
            throw ModelConflictException.conflict(called(version) + (before == null
                    ? "no version is known to have served before it"
                    : "version " + before.version() + ", which served before it, is no longer there")
                    + "; another version can be promoted");
        }
        LoadedVersion loaded = model.verdicts.bad(content) ? null : model.load(folder.files());
        if (loaded == null) {
            throw ModelConflictException
                    .conflict(called(version) + "version " + before.version() + ", which served before it, is "
                            + state(before.version()) + "; another version can be promoted");
        }
        return loaded;
    }

    private void loaded(int version) throws ModelConflictException {
        if (model.unloaded) {
            throw ModelConflictException.conflict(called(version) + "the model has been unloaded; it can be loaded");
        }
    }

    private Found found(int version) throws ModelConflictException {
        Found folder = model.versions.find(version);
        if (folder == null) {
            List<Found> all = model.versions.found();
            throw ModelConflictException.unknown(called(version) + "there is no such folder; expected one of "
                    + all.stream().map(one -> Integer.toString(one.version())).collect(Collectors.joining(", ", "[", "]")));
        }
        return folder;
    }

    private String state(int version) {
        return Views.state(model, version);
    }

    private String called(int version) {
        return "model '" + model.name + "', version " + version + ": ";
    }
}
