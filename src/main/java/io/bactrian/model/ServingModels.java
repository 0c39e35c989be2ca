package io.bactrian.model;

import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** Which version of a model answers which device, now. Any thread; never waits. */
public interface ServingModels {
    /**
     * @param version the version that the device directory demands, or null for the one in service
     * @return empty when there is no model, or no version, of that name
     * @throws ModelUnavailable when it is there but cannot be used, for now
     */
    Optional<VersionSelection> choose(String model, String device, Integer version);

    /** The versions of a model that can be demanded, as {@code version} of {@link #choose}; empty where there is none. */
    SortedMap<Integer, Manifest> answering(String model);

    /** The names of all models in the folder. */
    Set<String> names();
}
