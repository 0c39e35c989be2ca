package io.bactrian.model.repository;

import java.util.Collections;
import java.util.Comparator;
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

    /** With what another folder has beside this one; a version that both have is this one's. */
    public RepositorySnapshot with(RepositorySnapshot other) {
        Map<String, List<Found>> both = new TreeMap<>(models);
        other.models.forEach((name, versions) -> {
            SortedMap<Integer, Found> all = new TreeMap<>(Comparator.reverseOrder());
            versions.forEach(found -> all.put(found.version(), found));
            models.getOrDefault(name, List.of()).forEach(found -> all.put(found.version(), found));
            both.put(name, List.copyOf(all.values()));
        });
        return new RepositorySnapshot(both);
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
