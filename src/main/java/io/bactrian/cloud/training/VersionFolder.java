package io.bactrian.cloud.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.bactrian.infer.onnx.OnnxModel;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;
import io.bactrian.text.BoundedFile;
import io.bactrian.text.YamlDocument;

/** A version's folder, opened as the edge opens it. */
record VersionFolder(String model, int version, Path folder) {
    private static final int MOST_MANIFEST_BYTES = 1 << 20;

    /**
     * With all checks that the edge makes: manifest, graph, golden cases.
     *
     * @param maxBytes the most that its model may have
     * @throws ModelRejectedException where the edge would reject it
     */
    OnnxModel open(long maxBytes) throws ModelRejectedException {
        return OnnxModel.open(new VersionFiles(model, version, file("model.onnx"), file("model.yaml"),
                Files.exists(folder.resolve("golden.json")) ? file("golden.json") : null, folder.toString(), real(folder)),
                maxBytes);
    }

    /** @throws ModelRejectedException where there are no golden cases, without which the pool takes no version */
    void mustHaveGolden() throws ModelRejectedException {
        file("golden.json");
    }

    /** What the manifest says, as it is written; missing where it cannot be read. */
    JsonNode manifest() {
        try {
            return YamlDocument.parse(BoundedFile.read(folder.resolve("model.yaml"), MOST_MANIFEST_BYTES)).root();
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private Path file(String name) throws ModelRejectedException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            throw new ModelRejectedException(
                    name + " is missing in the version's folder; expected model.onnx, model.yaml and golden.json");
        }
        return real(file);
    }

    private static Path real(Path path) throws ModelRejectedException {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new ModelRejectedException(path.getFileName() + " cannot be read: " + e);
        }
    }
}
