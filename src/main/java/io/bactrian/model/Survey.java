package io.bactrian.model;

import java.util.List;
import java.util.Map;

/**
 * What one look at the folder of models found.
 *
 * @param models all version folders of each model, highest first
 */
public record Survey(Map<String, List<Found>> models) {
    public Survey {
        models = Map.copyOf(models);
    }

    /**
     * One version's folder.
     *
     * @param files    null while it is awaited
     * @param awaiting why it cannot be looked at yet, or null
     */
    public record Found(int version, VersionFiles files, String awaiting) {
    }
}
