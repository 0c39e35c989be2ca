package io.bactrian.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Versions in service as a test says. */
public final class FixedModels implements ServingModels {
    private final Map<String, VersionSelection> selections = new HashMap<>();
    private final Map<String, Manifest> pinned = new HashMap<>();
    private final Map<String, String> failures = new HashMap<>();

    public void serve(Manifest manifest) {
        serve(manifest, null);
    }

    public void serve(Manifest manifest, Manifest candidate) {
        selections.put(manifest.name(), new VersionSelection(manifest, candidate));
    }

    /** A version for devices that are held to it. */
    public void pin(Manifest manifest) {
        pinned.put(manifest.name() + " " + manifest.version(), manifest);
    }

    public void fail(String model, String reason) {
        failures.put(model, reason);
    }

    @Override
    public Optional<VersionSelection> choose(String model, String device, Integer version) {
        if (failures.containsKey(model)) {
            throw new ModelUnavailable("model '" + model + "': " + failures.get(model), null);
        }
        return version == null
                ? Optional.ofNullable(selections.get(model))
                : Optional.ofNullable(answering(model).get(version)).map(manifest -> new VersionSelection(manifest, null));
    }

    @Override
    public SortedMap<Integer, Manifest> answering(String model) {
        SortedMap<Integer, Manifest> all = new TreeMap<>();
        pinned.values().stream().filter(manifest -> manifest.name().equals(model))
                .forEach(manifest -> all.put(Integer.valueOf(manifest.version()), manifest));
        if (selections.containsKey(model)) {
            Manifest serving = selections.get(model).serving();
            all.put(Integer.valueOf(serving.version()), serving);
        }
        return all;
    }

    @Override
    public Set<String> names() {
        return selections.keySet();
    }
}
