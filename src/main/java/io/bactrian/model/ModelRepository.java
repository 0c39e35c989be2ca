package io.bactrian.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The models below one folder: {@code <name>/<version>/} with {@code model.onnx}, {@code model.yaml} and {@code golden.json}. */
public final class ModelRepository {
    private final Path dir;
    private final RepositoryScanner scanner;

    public ModelRepository(Path dir) {
        this.dir = dir;
        this.scanner = new RepositoryScanner(dir);
    }

    /**
     * Scans the folder once: one listing per model and a few {@code stat} calls per version. A version has files once they exist and
     * have not changed since the previous scan; at the first scan, once they are older than two seconds. To be called about once a
     * second, by one thread. Never throws for what vanishes meanwhile.
     */
    public RepositorySnapshot scan() {
        return scanner.scan();
    }

    /** The names of the models that are there now, whatever is in their folders. Any thread. */
    public List<String> names() {
        try (Stream<Path> entries = Files.list(dir)) {
            return entries.filter(Files::isDirectory).map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith(".")).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
