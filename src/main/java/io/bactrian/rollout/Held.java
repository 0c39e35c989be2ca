package io.bactrian.rollout;

import io.bactrian.model.Loaded;
import io.bactrian.model.Manifest;

/** A version's content in memory. Compared by identity: loaded twice, it is two. */
final class Held {
    private final Content content;
    private final Loaded loaded;

    Held(Content content, Loaded loaded) {
        this.content = content;
        this.loaded = loaded;
    }

    Content content() {
        return content;
    }

    int version() {
        return content.version();
    }

    Loaded loaded() {
        return loaded;
    }

    Manifest manifest() {
        return loaded.manifest();
    }

    /** What it takes for a message: as it did lately, or when it was checked. */
    double nanosPerMessage() {
        double mean = loaded.vitals().read().nanosPerMessage();
        return Double.isNaN(mean) ? loaded.latencyNanos() : mean;
    }
}
