package io.bactrian.cloud.pool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

import io.bactrian.delivery.Archives;

/** Folders of versions: the model that is shipped, each with a line of its own. */
public final class Versions {
    private static final Path SHIPPED = Path.of("models/pump-anomaly/1");

    private Versions() {
    }

    /** Made where it is missing; another line is other content. */
    public static Path of(Path folder, String line) throws IOException {
        synchronized (Versions.class) {
            Files.createDirectories(folder);
            for (String name : List.of("model.onnx", "model.yaml", "golden.json")) {
                if (Files.notExists(folder.resolve(name))) {
                    Files.copy(SHIPPED.resolve(name), folder.resolve(name));
                }
            }
            if (Files.notExists(folder.resolve("NOTES.txt"))) {
                Files.writeString(folder.resolve("NOTES.txt"), line);
            }
            return folder;
        }
    }

    /** As the archive of a person's zip program. */
    public static byte[] zip(Path folder) {
        try (var files = Files.list(folder)) {
            var content = new TreeMap<String, byte[]>();
            for (Path file : files.toList()) {
                content.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
            return Archives.zip(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
