package io.bactrian.rollout;

import java.util.List;
import java.util.Objects;

import io.bactrian.model.VersionFiles;
import io.bactrian.model.repository.RepositorySnapshot.Found;

/** The version folders of a model as the latest scan found them, highest first. */
record Versions(List<Found> found) {
    /** Before the first scan. */
    static final Versions UNKNOWN = new Versions(List.of());

    Versions {
        found = List.copyOf(found);
    }

    /** Null when there is no such folder. */
    Found find(int version) {
        return found.stream().filter(folder -> folder.version() == version).findFirst().orElse(null);
    }

    /** The version's files; null when there is no such folder or it is incomplete. */
    VersionFiles complete(int version) {
        Found folder = find(version);
        return folder == null ? null : folder.files();
    }

    List<VersionFiles> complete() {
        return found.stream().map(Found::files).filter(Objects::nonNull).toList();
    }

    /** The files, where they hold that content still; else null. */
    VersionFiles holding(VersionFiles.Content content) {
        VersionFiles files = complete(content.version());
        return files != null && files.content().equals(content) ? files : null;
    }
}
