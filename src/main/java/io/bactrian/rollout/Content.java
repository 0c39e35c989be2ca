package io.bactrian.rollout;

import java.util.Objects;

import io.bactrian.model.VersionFiles;

/** What a version's folder held at one time. */
record Content(int version, String stamp) {
    Content {
        Objects.requireNonNull(stamp, "stamp");
    }

    static Content of(VersionFiles files) {
        return new Content(files.version(), files.digest());
    }
}
