package io.bactrian.rollout;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.ModelEngine;

/**
 * Brings the engine in line with what one model's state wants of it: it knows of a version before a message can be for it, and
 * lets go of it only when none can any more.
 */
final class EngineReconciler {
    private final ModelEngine engine;
    private final VersionCache cache;
    private final Map<LoadedVersion, LoadedVersion> fallbacks = new HashMap<>();
    private ShadowRun shadow;

    EngineReconciler(ModelEngine engine, VersionCache cache) {
        this.engine = engine;
        this.cache = cache;
    }

    /** @param publish makes messages go where the state says */
    void reconcile(ModelRollout model, Runnable publish) {
        Map<LoadedVersion, LoadedVersion> wanted = fallbacks(model);
        Set<LoadedVersion> needed = needed(model);
        ShadowRun beside = model.beside();
        wanted.forEach((version, fallback) -> {
            if (fallbacks.remove(fallback, version)) {
                engine.fallBack(fallback, null);
            }
            if (fallbacks.put(version, fallback) != fallback) {
                engine.fallBack(version, fallback);
            }
        });
        boolean same = shadow == null ? beside == null : beside != null && shadow.into() == beside.into();
        if (!same && shadow != null && beside != null && shadow.loaded() == beside.loaded()) {
            engine.endShadow(shadow.loaded());
            shadow = null;
        }
        if (!same && beside != null) {
            engine.shadow(beside.loaded(), beside.share(), beside.into());
        }
        publish.run();
        if (!same && shadow != null) {
            engine.endShadow(shadow.loaded());
        }
        shadow = beside;
        endFallbacks(wanted, needed);
        cache.keep(needed);
    }

    /** What is let go keeps its fallback for the messages that it still has. */
    private void endFallbacks(Map<LoadedVersion, LoadedVersion> wanted, Set<LoadedVersion> needed) {
        fallbacks.entrySet().removeIf(pair -> {
            boolean ended = !wanted.containsKey(pair.getKey());
            if (ended && (needed.contains(pair.getKey()) || !needed.contains(pair.getValue()))) {
                engine.fallBack(pair.getKey(), null);
            }
            return ended;
        });
    }

    private static Map<LoadedVersion, LoadedVersion> fallbacks(ModelRollout model) {
        Map<LoadedVersion, LoadedVersion> wanted = new HashMap<>();
        if (model.probation != null) {
            add(wanted, model.serving, model.probation.previous());
        }
        if (model.candidate != null && !model.candidate.inShadow()) {
            add(wanted, model.candidate.loaded(), model.serving);
        }
        return wanted;
    }

    private static void add(Map<LoadedVersion, LoadedVersion> wanted, LoadedVersion version, LoadedVersion fallback) {
        if (version.manifest().sameForm(fallback.manifest())) {
            wanted.put(version, fallback);
        }
    }

    private static Set<LoadedVersion> needed(ModelRollout model) {
        Set<LoadedVersion> needed = new HashSet<>(model.pinned.values());
        if (model.serving != null) {
            needed.add(model.serving);
        }
        if (model.probation != null) {
            needed.add(model.probation.previous());
        }
        if (model.candidate != null) {
            needed.add(model.candidate.loaded());
        }
        return needed;
    }
}
