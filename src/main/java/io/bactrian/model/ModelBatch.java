package io.bactrian.model;

import java.util.List;

/**
 * The rows of one request, on their way into a version of a model; what comes out is a list with one {@link ModelOutput} for each.
 *
 * @param rows at least one, all for that version
 */
public record ModelBatch(Manifest model, List<ModelInput> rows) {
    public ModelBatch {
        rows = List.copyOf(rows);
    }
}
