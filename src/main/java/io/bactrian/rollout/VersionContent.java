package io.bactrian.rollout;

import java.util.Objects;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.VersionFiles;

/** What a version's folder held at one time. */
record VersionContent(int version, String digest) {
    VersionContent {
        Objects.requireNonNull(digest, "digest");
    }

    static VersionContent of(VersionFiles files) {
        return new VersionContent(files.version(), files.digest());
    }

    static VersionContent of(LoadedVersion loaded) {
        return of(loaded.files());
    }
}
