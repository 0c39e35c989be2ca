package io.bactrian.model.manifest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;

/** Version folders on disk for tests. The ONNX files hold a text only. */
public final class ModelFiles {
    public static final String ONNX = "not really a graph";

    private ModelFiles() {
    }

    public static Path version(Path models, String name, String version) throws IOException {
        Path folder = Files.createDirectories(models.resolve(name).resolve(version));
        Files.writeString(folder.resolve("model.onnx"), ONNX);
        Files.writeString(folder.resolve("model.yaml"), "task: raw\n");
        return folder;
    }

    /** As if nothing in the folder had been written for so long. */
    public static Path aged(Path folder, Duration by) throws IOException {
        FileTime then = FileTime.from(Instant.now().minus(by));
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, then);
            }
        }
        return folder;
    }

    /** Version 3 of model {@code m} with this manifest. */
    public static VersionFiles with(Path dir, String yaml) {
        try {
            Path folder = version(dir, "m", "3");
            Files.write(folder.resolve("model.yaml"), yaml.getBytes(StandardCharsets.UTF_8));
            return new VersionFiles("m", 3, folder.resolve("model.onnx"), folder.resolve("model.yaml"), null, "digest");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Manifest complete(Path dir, String yaml, Graphs graph) throws ModelRejectedException {
        return ManifestFile.read(with(dir, yaml), 1 << 20).complete(graph.signature());
    }
}
