package io.bactrian.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** What the load and the peer must know of the model: {@code models/<name>/<version>}. */
record Model(String name, String version, Path onnx, int window, List<String> channels) {
    static Model read(Path folder) {
        var manifest = folder.resolve("model.yaml");
        var onnx = folder.resolve("model.onnx").toAbsolutePath();
        try {
            if (!Files.exists(onnx)) {
                throw new IOException("No " + onnx + ": name the model's folder with -Dbench.model=models/<name>/<version>");
            }
            var input = new YAMLMapper().readTree(manifest.toFile()).path("inputs").path(0);
            var channels = new ArrayList<String>();
            input.path("features").forEach(
                    feature -> channels.add(feature.isTextual() ? feature.asText() : feature.path("name").asText()));
            var version = folder.toAbsolutePath();
            return new Model(version.getParent().getFileName().toString(), version.getFileName().toString(), onnx,
                    input.path("window").asInt(1),
                    channels);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
