package io.bactrian.infer.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;

/** Version folders for tests, and what is in them. */
final class Versions {
    static final long NO_LIMIT = Long.MAX_VALUE;

    private Versions() {
    }

    /** @param golden null for none */
    static VersionFiles write(Path dir, byte[] onnx, String yaml, String golden) {
        try {
            Files.createDirectories(dir);
            Path manifest = Files.writeString(dir.resolve("model.yaml"), yaml);
            Path goldenFile = golden == null ? null : Files.writeString(dir.resolve("golden.json"), golden);
            return new VersionFiles("test", 1, Files.write(dir.resolve("model.onnx"), onnx), manifest, goldenFile, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static OnnxModel open(Path dir, Graph graph) throws ModelRejectedException {
        return open(dir, graph, "task: raw\n");
    }

    static OnnxModel open(Path dir, Graph graph, String yaml) throws ModelRejectedException {
        return OnnxModel.open(write(dir, graph.bytes(), yaml, null), NO_LIMIT);
    }

    static List<ModelOutput> run(OnnxModel model, double[]... messages) {
        return model.run(List.of(messages).stream().map(data -> new Message(model.manifest(), data, null)).toList());
    }

    static double[] values(ModelOutput output, String tensor) {
        return output.output(tensor).values();
    }

    record Message(Manifest model, double[] data, String[] texts) implements ModelInput {
        @Override
        public String orderKey() {
            return "device";
        }
    }
}
