package io.bactrian.cloud.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.manifest.Golden;
import io.bactrian.model.manifest.VersionReader;

/**
 * What a version's folder must have before it is added: what an edge checks too, but for all that needs ONNX Runtime. The model is
 * not run.
 */
final class VersionCheck {
    private static final String GOLDEN = "golden.json is missing; expected golden cases, so that each edge can check what the"
            + " model answers: docs/models.md has their form, and train writes them";

    private VersionCheck() {
    }

    /**
     * Reads the files piece by piece, as long as that takes.
     *
     * @param maxBytes the most that {@code model.onnx} may have
     * @throws PoolException naming everything that is wrong with the first file that has something wrong
     */
    static Manifest check(String model, int version, Path folder, long maxBytes) throws IOException, PoolException {
        Path real = folder.toRealPath();
        try {
            for (String name : new String[]{"model.onnx", "model.yaml"}) {
                if (!Files.isRegularFile(real.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                    throw new ModelRejectedException(name + " is missing; expected the folder of one version");
                }
            }
            VersionFiles files = new VersionFiles(model, Math.max(1, version), real.resolve("model.onnx"),
                    real.resolve("model.yaml"), real.resolve("golden.json"), "");
            Manifest complete = VersionReader.manifest(files, maxBytes);
            if (!Files.isRegularFile(files.golden(), LinkOption.NOFOLLOW_LINKS)) {
                throw new ModelRejectedException(GOLDEN);
            }
            Golden.read(files.golden(), complete);
            return complete;
        } catch (ModelRejectedException e) {
            throw new PoolException(PoolException.Kind.INVALID, e.getMessage());
        }
    }
}
