package io.bactrian.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** New directories under {@code target/kit}, left behind so that a failed run can be looked at. */
public final class Scratch {
    private Scratch() {
    }

    /** A new, empty directory whose name starts with {@code name}. */
    public static Path directory(String name) {
        try {
            var parent = Files.createDirectories(Path.of("target", "kit").toAbsolutePath());
            return Files.createTempDirectory(parent, name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a directory under target/kit", e);
        }
    }
}
