package io.bactrian.rollout;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.bactrian.model.Comparison;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.ModelEngine;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;

/**
 * Brings the engine in line with one model's state: it knows of a version before a message can be for it, and lets go of it only
 * when none can any more.
 */
final class EngineReconciler {
    /** A version that runs beside the answers, on so large a share of the batches, and what receives its results. */
    record ShadowRun(LoadedVersion loaded, Comparison into, double share) {
        /** Null for none: timing the version before the one on probation comes first, and is soon over. */
        static ShadowRun of(ModelState model) {
            if (model.service() instanceof Probation probation && probation.reference() != null) {
                return new ShadowRun(probation.fallback(), probation.reference(), 1);
            }
            Candidate candidate = model.candidate();
            return candidate == null || candidate instanceof Candidate.OnCanary
                    ? null
                    : new ShadowRun(candidate.loaded(), candidate.stats(), model.settings.shadowShare());
        }
    }

    private final ModelEngine engine;
    private final Map<VersionFiles.Content, LoadedVersion> inMemory = new LinkedHashMap<>();
    private final Map<LoadedVersion, LoadedVersion> fallbacks = new HashMap<>();
    private ShadowRun shadow;

    EngineReconciler(ModelEngine engine) {
        this.engine = engine;
    }

    /** Loads, checks and admits it, where it is not in memory. Takes its time. */
    LoadedVersion load(VersionFiles files) throws ModelRejectedException {
        VersionFiles.Content content = files.content();
        LoadedVersion loaded = inMemory.get(content);
        if (loaded == null) {
            loaded = engine.load(files);
            inMemory.put(content, loaded);
            engine.admit(loaded);
        }
        return loaded;
    }

    /** @param publish makes messages go where the state says */
    void reconcile(ModelState model, Runnable publish) {
        Map<LoadedVersion, LoadedVersion> wanted = fallbacks(model);
        Set<LoadedVersion> needed = needed(model);
        ShadowRun next = ShadowRun.of(model);
        beginFallbacks(wanted);
        boolean same = shadow == null ? next == null : next != null && shadow.into() == next.into();
        if (!same && shadow != null && next != null && shadow.loaded() == next.loaded()) {
            engine.endShadow(shadow.loaded());
            shadow = null;
        }
        if (!same && next != null) {
            engine.shadow(next.loaded(), next.share(), next.into());
        }
        publish.run();
        if (!same && shadow != null) {
            engine.endShadow(shadow.loaded());
        }
        shadow = next;
        endFallbacks(wanted, needed);
        retireAllBut(needed);
    }

    private void beginFallbacks(Map<LoadedVersion, LoadedVersion> wanted) {
        wanted.forEach((version, fallback) -> {
            if (fallbacks.remove(fallback, version)) {
                engine.fallBack(fallback, null);
            }
            if (fallbacks.put(version, fallback) != fallback) {
                engine.fallBack(version, fallback);
            }
        });
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

    private void retireAllBut(Set<LoadedVersion> needed) {
        inMemory.values().removeIf(loaded -> {
            boolean gone = !needed.contains(loaded);
            if (gone) {
                engine.retire(loaded);
            }
            return gone;
        });
    }

    private static Map<LoadedVersion, LoadedVersion> fallbacks(ModelState model) {
        Map<LoadedVersion, LoadedVersion> wanted = new HashMap<>();
        if (model.service() instanceof Probation probation) {
            add(wanted, probation.version(), probation.fallback());
        }
        if (model.candidate() instanceof Candidate.OnCanary canary) {
            add(wanted, canary.loaded(), model.serving());
        }
        return wanted;
    }

    private static void add(Map<LoadedVersion, LoadedVersion> wanted, LoadedVersion version, LoadedVersion fallback) {
        if (version.manifest().sameForm(fallback.manifest())) {
            wanted.put(version, fallback);
        }
    }

    /** The versions that have to be in memory. */
    static Set<LoadedVersion> needed(ModelState model) {
        Set<LoadedVersion> needed = new HashSet<>(model.pinned().values());
        if (model.serving() != null) {
            needed.add(model.serving());
        }
        if (model.service() instanceof Probation probation) {
            needed.add(probation.fallback());
        }
        if (model.candidate() != null) {
            needed.add(model.candidate().loaded());
        }
        return needed;
    }
}
