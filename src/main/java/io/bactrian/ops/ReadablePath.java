package io.bactrian.ops;

import java.nio.file.Files;
import java.nio.file.Path;

/** Files and folders of the configuration. */
final class ReadablePath {
    private ReadablePath() {
    }

    /** @throws IllegalArgumentException naming the path and what is wrong with it */
    static Path file(String value) {
        Path path = Path.of(value);
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw new IllegalArgumentException(path.toAbsolutePath() + " is not there, or may not be read");
        }
        return path;
    }

    /** @throws IllegalArgumentException naming the path and what is wrong with it */
    static Path folder(String value) {
        Path path = Path.of(value);
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException(path.toAbsolutePath() + " is not a folder");
        }
        if (!Files.isReadable(path) || !Files.isExecutable(path)) {
            throw new IllegalArgumentException(path.toAbsolutePath() + " may not be read by user "
                    + System.getProperty("user.name") + "; give this user read and search permission");
        }
        return path;
    }
}
