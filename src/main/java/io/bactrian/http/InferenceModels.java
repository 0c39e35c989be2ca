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
}
