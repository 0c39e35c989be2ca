package io.bactrian.rollout;

import java.util.List;
import java.util.stream.Collectors;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.repository.RepositorySnapshot.Found;
import io.bactrian.rollout.ModelEvent.Kind;
import io.bactrian.rollout.ServiceState.Active;
import io.bactrian.rollout.ServiceState.Stopped;

/** An operator's requests on one model. One thread at a time. */
final class ManualControl {
    private static final String ASKED = "requested by an operator";

    private final ModelState model;

    ManualControl(ModelState model) {
        this.model = model;
    }

    void unload() {
        if (!model.service().unloaded()) {
            model.unload(ASKED);
        }
    }

    /** Whether it was unloaded. */
    boolean load() {
        if (model.service() instanceof Stopped stopped && stopped.unloaded()) {
            model.load(stopped, ASKED);
            return true;
        }
        return false;
    }

    void promote(int version) throws ModelConflictException {
        LoadedVersion loaded = target(version);
        supersede(loaded, "superseded when an operator promoted version " + version);
        model.promote(loaded, ASKED);
    }

    void shadow(int version) throws ModelConflictException {
        LoadedVersion loaded = target(version);
        if (model.serving() == null) {
            throw conflict(version, "nothing is in service to compare it with; it can be promoted");
        }
        supersede(loaded, "superseded when an operator had version " + version + " compared");
        model.shadow(loaded, ASKED);
    }

    void rollBack(int version) throws ModelConflictException {
        mustBeLoaded(version);
        if (model.candidate() != null && model.candidate().version() == version) {
            model.drop(Kind.ROLLED_BACK, ASKED);
        } else if (model.service() instanceof Active active && active.version().version() == version) {
            model.rollBack(active, active instanceof Probation probation ? probation.fallback() : previous(active), ASKED);
        } else {
            found(version);
            throw conflict(version, "it is " + ModelStatus.of(model, version)
                    + "; only a version in service, or on its way there, can be rolled back");
        }
    }

    private void supersede(LoadedVersion chosen, String reason) {
        if (model.candidate() != null && model.candidate().loaded() != chosen) {
            model.supersede(true, reason);
        }
    }

    /** The version that is a candidate, or else what its folder holds, in memory. */
    private LoadedVersion target(int version) throws ModelConflictException {
        mustBeLoaded(version);
        if (model.candidate() != null && model.candidate().version() == version) {
            return model.candidate().loaded();
        }
        VersionFiles files = found(version).files();
        VersionFiles.Content content = files == null ? null : files.content();
        LoadedVersion serving = model.serving();
        if (serving != null && serving.version() == version
                && (content == null || content.equals(serving.content()))) {
            throw conflict(version, "it is in service; it can be rolled back");
        }
        if (content == null || model.verdict(content).rejected()) {
            throw conflict(version,
                    "it is " + ModelStatus.of(model, version) + "; it is checked again when its folder changes");
        }
        LoadedVersion loaded = model.load(files);
        if (loaded == null) {
            throw conflict(version, "rejected: " + model.verdict(content).reason());
        }
        return loaded;
    }

    private LoadedVersion previous(Active active) throws ModelConflictException {
        int version = active.version().version();
        VersionFiles.Content before = active.previous();
        if (before == null) {
            throw conflict(version, "no version is known to have served before it; another version can be promoted");
        }
        VersionFiles files = model.versions().complete(before.version());
        String which = "version " + before.version() + ", which served before it, is ";
        if (files == null || files.content().equals(active.version().content())) {
            throw conflict(version, which + "no longer there; another version can be promoted");
        }
        LoadedVersion loaded = model.verdict(files.content()).bad() ? null : model.load(files);
        if (loaded == null) {
            throw conflict(version, which + ModelStatus.of(model, before.version()) + "; another version can be promoted");
        }
        return loaded;
    }

    private void mustBeLoaded(int version) throws ModelConflictException {
        if (model.service().unloaded()) {
            throw conflict(version, "the model has been unloaded; it can be loaded");
        }
    }

    private Found found(int version) throws ModelConflictException {
        Found folder = model.versions().find(version);
        if (folder == null) {
            List<Found> all = model.versions().found();
            throw ModelConflictException.unknown(called(version) + "there is no such folder; expected one of "
                    + all.stream().map(one -> Integer.toString(one.version())).collect(Collectors.joining(", ", "[", "]")));
        }
        return folder;
    }

    private ModelConflictException conflict(int version, String reason) {
        return ModelConflictException.conflict(called(version) + reason);
    }

    private String called(int version) {
        return "model '" + model.name + "', version " + version + ": ";
    }
}
