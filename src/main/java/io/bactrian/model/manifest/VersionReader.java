package io.bactrian.model.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.repository.ResolvedFile;
import io.bactrian.onnx.ExternalTensor;
import io.bactrian.onnx.OnnxFormatException;
import io.bactrian.onnx.OnnxOutline;

/** A version as its files say, without ONNX Runtime: what an edge checks of them but for running the model. Any thread. */
public final class VersionReader {
    private VersionReader() {
    }

    /**
     * Reads {@code model.yaml} and {@code model.onnx} piece by piece, as long as that takes.
     *
     * @param maxBytes the most that {@code model.onnx} may have
     * @throws ModelRejectedException naming everything that is wrong with the first file that has something wrong
     */
    public static Manifest manifest(VersionFiles files, long maxBytes) throws IOException, ModelRejectedException {
        ManifestFile manifest = ManifestFile.read(files, maxBytes);
        weights(files);
        return manifest.complete(OnnxSignature.read(files.onnx()));
    }

    private static void weights(VersionFiles files) throws IOException, ModelRejectedException {
        try (InputStream in = Channels.newInputStream(ResolvedFile.open(files.onnx()))) {
            for (ExternalTensor tensor : OnnxOutline.read(in).externals()) {
                files.weights(tensor.location());
            }
        } catch (OnnxFormatException e) {
            throw new ModelRejectedException("model.onnx is no ONNX file: " + e.getMessage());
        }
    }
}
