package io.bactrian.rollout;

import io.bactrian.model.Loaded;
import io.bactrian.model.Manifest;

/** A version's content in memory. Compared by identity: loaded twice, it is two. */
final class Held {
    private final Content content;
    private final Loaded loaded;
    private Served before;

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

    /** From now on it is in service. */
    void serves() {
        before = Served.begin(this);
    }

    /** What it has done since it was last put in service. */
    Served served() {
        return Served.now(this).since(before);
    }
}
