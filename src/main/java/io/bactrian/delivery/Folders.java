package io.bactrian.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Folders as a whole; links are not followed. */
final class Folders {
    /** Notes of ours are small, and change their size. */
    private static final Set<String> NOTES = Set.of(PartFile.NOTE, VersionStore.NOTE);

    private Folders() {
    }

    static void delete(Path folder) throws IOException {
        for (Path path : all(folder)) {
            Files.deleteIfExists(path);
        }
    }

    /** Bytes of the files in it, but for notes of ours. */
    static long size(Path folder) throws IOException {
        long size = 0;
        for (Path path : all(folder)) {
            size += Files.isRegularFile(path) && !NOTES.contains(path.getFileName().toString()) ? Files.size(path) : 0;
        }
        return size;
    }

    /** What is written in it is on the disk on return. */
    static void force(Path folder) throws IOException {
        for (Path path : all(folder)) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Deepest first. */
    private static List<Path> all(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
