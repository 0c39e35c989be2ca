package io.bactrian.rollout;

import java.util.List;
import java.util.Objects;

import io.bactrian.model.VersionFiles;
import io.bactrian.model.repository.RepositorySnapshot.Found;

/** The version folders of a model as the latest scan found them, highest first. */
record Versions(List<Found> found) {
    static final Versions NONE = new Versions(List.of());

    Versions {
        found = List.copyOf(found);
    }

    /** Null when there is no such folder. */
    Found find(int version) {
        return found.stream().filter(folder -> folder.version() == version).findFirst().orElse(null);
    }

    /** The version's files; null when there is no such folder or it is incomplete. */
    VersionFiles atRest(int version) {
        Found folder = find(version);
        return folder == null ? null : folder.files();
    }

    List<VersionFiles> atRest() {
        return found.stream().map(Found::files).filter(Objects::nonNull).toList();
    }

    /** Whether that is what the version's folder holds now. */
    boolean has(VersionContent content) {
        VersionFiles files = atRest(content.version());
        return files != null && VersionContent.of(files).equals(content);
    }
}
