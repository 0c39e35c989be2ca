package io.bactrian.http;

import java.util.List;

import io.bactrian.model.ServingModels;

/**
 * What the Open Inference Protocol describes.
 *
 * @param models        those that can be asked for
 * @param serverVersion the service's own
 * @param extensions    the protocol's extensions by the names that Triton gives them
 */
public record InferenceModels(ServingModels models, String serverVersion, List<String> extensions) {
    /** The server's name. */
    public static final String SERVER = "bactrian";

    public InferenceModels {
        extensions = List.copyOf(extensions);
    }

    /** Whether every model has a version that answers, and there is one. */
    public boolean ready() {
        return !models.names().isEmpty() && models.names().stream().noneMatch(name -> models.answering(name).isEmpty());
    }
}
