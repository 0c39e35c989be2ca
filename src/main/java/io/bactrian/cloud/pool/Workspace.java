package io.bactrian.cloud.pool;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import io.bactrian.files.Room;

/** A folder for what is on its way into the pool; removed when it is closed, or at the next start. One thread. */
final class Workspace implements AutoCloseable {
    private final Path folder;
    private final Room space;
    private long taken;

    Workspace(Path incoming, Room space) throws IOException {
        this.space = space;
        folder = Files.createTempDirectory(incoming, "add-");
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    void take(long bytes) throws IOException {
        space.take(bytes);
        taken += bytes;
    }

    /** A new file that takes room as it is written. */
    OutputStream create(String name) throws IOException {
        return new FilterOutputStream(Files.newOutputStream(path(name), StandardOpenOption.CREATE_NEW)) {
            @Override
            public void write(int b) throws IOException {
                write(new byte[]{(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                take(count);
                out.write(bytes, from, count);
            }
        };
    }

    /** What was written to a file is on the disk on return. */
    void force(String name) throws IOException {
        try (FileChannel channel = FileChannel.open(path(name), StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** A file in it has become another's: its bytes are not given back. */
    void handedOver(long bytes) {
        taken -= bytes;
    }

    @Override
    public void close() throws IOException {
        try {
            delete(folder);
        } finally {
            space.give(taken);
            taken = 0;
        }
    }

    /** Links are not followed. */
    static void delete(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (NoSuchFileException e) {
            return;
        }
    }
}
