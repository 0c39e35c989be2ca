package io.bactrian.rollout;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.ModelEngine;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;

/** One model's contents in memory, each loaded and admitted once, and retired once nobody needs it. */
final class VersionCache {
    private final ModelEngine engine;
    private final Map<VersionContent, LoadedVersion> all = new LinkedHashMap<>();

    VersionCache(ModelEngine engine) {
        this.engine = engine;
    }

    /** Loads, checks and admits it, where it is not in memory. Takes its time. */
    LoadedVersion load(VersionFiles files) throws ModelRejectedException {
        VersionContent content = VersionContent.of(files);
        LoadedVersion loaded = all.get(content);
        if (loaded == null) {
            loaded = engine.load(files);
            all.put(content, loaded);
            engine.admit(loaded);
        }
        return loaded;
    }

    void keep(Set<LoadedVersion> needed) {
        all.values().removeIf(loaded -> {
            boolean gone = !needed.contains(loaded);
            if (gone) {
                engine.retire(loaded);
            }
            return gone;
        });
    }
}
