package io.bactrian.model;

/** A version in memory that has passed its checks. Compared by identity: loaded twice, it is two. Any thread. */
public interface LoadedVersion {
    /** What it was loaded from. */
    VersionFiles files();

    Manifest manifest();

    InferenceStats stats();

    RequestStats requests();

    /** Median nanoseconds of one inference alone, measured when it was checked. */
    long latencyNanos();

    /** What runs its operators. */
    Provider provider();

    default int version() {
        return files().version();
    }

    default VersionFiles.Content content() {
        return files().content();
    }
}
