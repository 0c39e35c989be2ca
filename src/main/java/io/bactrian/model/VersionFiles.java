package io.bactrian.model;

import java.nio.file.Path;

/**
 * A version's files, complete and at rest.
 *
 * @param name     the model's name
 * @param version  the version's number, above 0
 * @param onnx     the ONNX file, resolved: a link that changes later does not change it
 * @param manifest {@code model.yaml}, resolved
 * @param golden   {@code golden.json}, resolved, or null where there is none
 * @param stamp    tells this content of the folder from an earlier or later one
 */
public record VersionFiles(String name, int version, Path onnx, Path manifest, Path golden, String stamp) {
}
