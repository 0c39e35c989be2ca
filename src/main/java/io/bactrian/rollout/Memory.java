package io.bactrian.rollout;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.bactrian.model.ModelEngine;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;

/** One model's contents in memory, each loaded and admitted once, and retired once nobody needs it. */
final class Memory {
    private final ModelEngine engine;
    private final Map<Content, Held> all = new LinkedHashMap<>();

    Memory(ModelEngine engine) {
        this.engine = engine;
    }

    /** Loads, checks and admits it, where it is not in memory. Takes its time. */
    Held load(VersionFiles files) throws ModelRejectedException {
        Content content = Content.of(files);
        Held held = all.get(content);
        if (held == null) {
            held = new Held(content, engine.load(files));
            all.put(content, held);
            engine.admit(held.loaded());
        }
        return held;
    }

    void keep(Set<Held> needed) {
        all.values().removeIf(held -> {
            boolean gone = !needed.contains(held);
            if (gone) {
                engine.retire(held.loaded());
            }
            return gone;
        });
    }
}
