package io.bactrian.rollout;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.bactrian.model.Comparison;
import io.bactrian.model.InferenceStats;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelEngine;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.Provider;
import io.bactrian.model.RequestStats;
import io.bactrian.model.Sampling;
import io.bactrian.model.VersionFiles;

/** Runs nothing, writes down what it is asked for, and fails a test at once when that breaks the engine's contract. */
final class FakeEngine implements ModelEngine {
    /** A version in memory. */
    record Running(VersionFiles files, Manifest manifest, InferenceStats stats, long latencyNanos) implements LoadedVersion {
        @Override
        public RequestStats requests() {
            return new RequestStats();
        }

        @Override
        public Provider provider() {
            return Provider.CPU;
        }

        String digest() {
            return files.digest();
        }

        @Override
        public String toString() {
            return manifest.name() + " " + manifest.version() + "/" + digest();
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** Reasons to refuse, by digest. */
    final Map<String, String> refusals = new HashMap<>();
    final Map<String, Manifest.Gate> gates = new HashMap<>();
    /** Nanoseconds of a message when it was checked, by digest; 1000 where nothing is said. */
    final Map<String, Long> checked = new HashMap<>();
    /** Versions whose input differs from the others'. */
    final Set<Integer> otherForm = new LinkedHashSet<>();
    final List<String> calls = new ArrayList<>();
    final Set<Running> inMemory = new LinkedHashSet<>();
    final Map<Running, Comparison> shadows = new HashMap<>();
    final Map<Running, Running> fallbacks = new HashMap<>();
    Runnable whileLoading = () -> {
    };
    Consumer<Running> onRetire = loaded -> {
    };
    /** Whose admission fails with an error that nobody expects, by digest. */
    String broken = "";
    int loads;
    int retired;

    @Override
    public LoadedVersion load(VersionFiles files) throws ModelRejectedException {
        calls.add("load " + files.version() + "/" + files.digest());
        whileLoading.run();
        String reason = refusals.get(files.digest());
        if (reason != null) {
            throw new ModelRejectedException(reason);
        }
        loads++;
        return new Running(files, manifest(files), new InferenceStats(), checked.getOrDefault(files.digest(), 1000L));
    }

    private Manifest manifest(VersionFiles files) {
        int window = otherForm.contains(files.version()) ? 3 : 1;
        Manifest plain = Manifests.of(files.name(), Integer.toString(files.version()), window, "p", "t");
        return new Manifest(plain.name(), plain.version(), plain.task(), Path.of("model.onnx"), plain.inputs(), plain.outputs(),
                plain.answer(), plain.batching(), 1, gates.getOrDefault(files.digest(), Manifest.Gate.CONFIGURED),
                plain.provenance(), 0, plain.ports(), Sampling.CONFIGURED);
    }

    @Override
    public void admit(LoadedVersion loaded) {
        calls.add("admit " + loaded);
        check(!((Running) loaded).digest().equals(broken), "broken");
        check(inMemory.add((Running) loaded), loaded + " is admitted twice");
    }

    @Override
    public void fallBack(LoadedVersion version, LoadedVersion fallback) {
        calls.add("fallBack " + version + " " + fallback);
        check(inMemory.contains(version), version + " is not in memory");
        if (fallback == null) {
            check(fallbacks.remove(version) != null, version + " had no fallback");
        } else {
            check(inMemory.contains(fallback), fallback + " is the fallback and not in memory");
            check(version != fallback && fallbacks.get(fallback) != version, "a fallback of itself");
            check(version.manifest().sameForm(fallback.manifest()), "a fallback of another form");
            fallbacks.put((Running) version, (Running) fallback);
        }
    }

    @Override
    public void retire(LoadedVersion loaded) {
        calls.add("retire " + loaded);
        check(inMemory.remove(loaded), loaded + " is retired and not in memory");
        check(!shadows.containsKey(loaded), loaded + " is retired while it is in the shadow");
        fallbacks.remove(loaded);
        check(!fallbacks.containsValue(loaded), loaded + " is retired while it is a fallback");
        retired++;
        onRetire.accept((Running) loaded);
    }

    @Override
    public void shadow(LoadedVersion candidate, double share, Comparison into) {
        calls.add("shadow " + candidate);
        check(inMemory.contains(candidate), candidate + " is to be a shadow and not in memory");
        check(shadows.put((Running) candidate, into) == null, candidate + " is in the shadow already");
    }

    @Override
    public void endShadow(LoadedVersion candidate) {
        calls.add("endShadow " + candidate);
        check(shadows.remove(candidate) != null, candidate + " is not in the shadow");
    }

    /** The only one in memory of that version and digest. */
    Running running(String model, int version, String digest) {
        return inMemory.stream().filter(one -> one.toString().equals(model + " " + version + "/" + digest)).findFirst()
                .orElseThrow(() -> new AssertionError(model + " " + version + "/" + digest + " is not among " + inMemory));
    }

    static void check(boolean good, String otherwise) {
        if (!good) {
            throw new AssertionError(otherwise);
        }
    }
}
