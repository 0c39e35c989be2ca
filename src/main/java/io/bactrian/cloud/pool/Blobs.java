package io.bactrian.cloud.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.bactrian.files.DurableFile;

/** Archives by the SHA-256 of their bytes: {@code blobs/sha256/DIGEST}. One thread at a time changes them. */
final class Blobs {
    private final Path dir;

    /** @throws IOException where the folder cannot be made */
    Blobs(Path pool) throws IOException {
        dir = Files.createDirectories(pool.resolve("blobs/sha256"));
    }

    Path path(String sha256) {
        return dir.resolve(sha256);
    }

    /** Bytes of the archive; -1 where it is not there. */
    long size(String sha256) throws IOException {
        try {
            return Files.size(path(sha256));
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    /** Moves a file that is on the disk to its place, in one step; on the disk on return. What is there already is replaced. */
    void take(Path file, String sha256) throws IOException {
        Files.move(file, path(sha256), StandardCopyOption.ATOMIC_MOVE);
        DurableFile.force(dir);
    }

    void remove(String sha256) throws IOException {
        Files.deleteIfExists(path(sha256));
    }

    /** Removes what no card names: an archive whose card was not written before a kill. */
    void retain(Set<String> named) throws IOException {
        try (Stream<Path> all = Files.list(dir)) {
            List<Path> unnamed = all.filter(file -> !named.contains(file.getFileName().toString())).toList();
            for (Path file : unnamed) {
                Files.delete(file);
            }
        }
    }
}
