package io.bactrian.model.repository;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.bactrian.model.VersionFiles;

/**
 * The content of the folder of models at one moment.
 *
 * @param models by name, in order; the versions of each from the highest down, none where it has no version folder
 */
public record RepositorySnapshot(Map<String, List<Found>> models) {
    static final RepositorySnapshot NOTHING = new RepositorySnapshot(Map.of());

    public RepositorySnapshot {
        SortedMap<String, List<Found>> copy = new TreeMap<>();
        models.forEach((name, versions) -> copy.put(name, List.copyOf(versions)));
        models = Collections.unmodifiableMap(copy);
    }

    /**
     * One version's folder.
     *
     * @param version  its name, a whole number above 0
     * @param files    null while the version is incomplete
     * @param incomplete what is missing or still being written, or null
     */
    public record Found(int version, VersionFiles files, String incomplete) {
    }
}
