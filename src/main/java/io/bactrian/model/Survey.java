package io.bactrian.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the models' folder holds at one moment.
 *
 * @param models by name, in order; the versions of each from the highest down, none where it has no version folder
 */
public record Survey(Map<String, List<Found>> models) {
    static final Survey NOTHING = new Survey(Map.of());

    public Survey {
        SortedMap<String, List<Found>> copy = new TreeMap<>();
        models.forEach((name, versions) -> copy.put(name, List.copyOf(versions)));
        models = Collections.unmodifiableMap(copy);
    }

    /**
     * One version's folder.
     *
     * @param version  its name, a whole number above 0
     * @param files    null while it is awaited
     * @param awaiting why it is awaited, or null
     */
    public record Found(int version, VersionFiles files, String awaiting) {
    }
}
