package io.bactrian.rollout;

import java.util.List;

/**
 * A model and its versions at one moment.
 *
 * @param serving  the version that answers, or null
 * @param versions highest first; one is there twice when its folder has other content than what serves under its number
 */
public record ModelStatus(String name, Integer serving, List<VersionStatus> versions) {
    public ModelStatus {
        versions = List.copyOf(versions);
    }

    /**
     * @param state      where it is in its life
     * @param reason     why, in a sentence; null where the state says it all
     * @param comparison what its shadow found, or null
     */
    public record VersionStatus(int version, State state, String reason, ComparisonResult comparison) {
    }
}
