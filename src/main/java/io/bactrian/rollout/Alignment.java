package io.bactrian.rollout;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.bactrian.model.ModelEngine;

/**
 * Brings the engine in line with what one model's state wants of it: it knows of a version before a message can be for it, and
 * lets go of it only when none can any more.
 */
final class Alignment {
    private final ModelEngine engine;
    private final Memory memory;
    private final Map<Held, Held> fallbacks = new HashMap<>();
    private Beside shadow;

    Alignment(ModelEngine engine, Memory memory) {
        this.engine = engine;
        this.memory = memory;
    }

    /** @param publish makes messages go where the state says */
    void align(Model model, Runnable publish) {
        Map<Held, Held> wanted = fallbacks(model);
        Set<Held> needed = needed(model);
        Beside beside = model.beside();
        wanted.forEach((watched, fallback) -> {
            if (fallbacks.remove(fallback, watched)) {
                engine.fallBack(fallback.loaded(), null);
            }
            if (fallbacks.put(watched, fallback) != fallback) {
                engine.fallBack(watched.loaded(), fallback.loaded());
            }
        });
        boolean same = shadow == null ? beside == null : beside != null && shadow.into() == beside.into();
        if (!same && shadow != null && beside != null && shadow.held() == beside.held()) {
            engine.endShadow(shadow.held().loaded());
            shadow = null;
        }
        if (!same && beside != null) {
            engine.shadow(beside.held().loaded(), beside.share(), beside.into());
        }
        publish.run();
        if (!same && shadow != null) {
            engine.endShadow(shadow.held().loaded());
        }
        shadow = beside;
        endFallbacks(wanted, needed);
        memory.keep(needed);
    }

    /** What is let go keeps its fallback for the messages that it still has. */
    private void endFallbacks(Map<Held, Held> wanted, Set<Held> needed) {
        fallbacks.entrySet().removeIf(pair -> {
            boolean ended = !wanted.containsKey(pair.getKey());
            if (ended && (needed.contains(pair.getKey()) || !needed.contains(pair.getValue()))) {
                engine.fallBack(pair.getKey().loaded(), null);
            }
            return ended;
        });
    }

    private static Map<Held, Held> fallbacks(Model model) {
        Map<Held, Held> wanted = new HashMap<>();
        if (model.watching != null) {
            add(wanted, model.serving, model.watching.previous());
        }
        if (model.trial != null && !model.trial.inShadow()) {
            add(wanted, model.trial.held(), model.serving);
        }
        return wanted;
    }

    private static void add(Map<Held, Held> wanted, Held watched, Held fallback) {
        if (watched.manifest().sameForm(fallback.manifest())) {
            wanted.put(watched, fallback);
        }
    }

    private static Set<Held> needed(Model model) {
        Set<Held> needed = new HashSet<>(model.pinned.values());
        if (model.serving != null) {
            needed.add(model.serving);
        }
        if (model.watching != null) {
            needed.add(model.watching.previous());
        }
        if (model.trial != null) {
            needed.add(model.trial.held());
        }
        return needed;
    }
}
