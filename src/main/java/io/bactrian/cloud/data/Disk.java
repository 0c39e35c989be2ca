package io.bactrian.cloud.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

import io.bactrian.files.DurableFile;

/** Each step that changes what is on the disk; on return it is there, even after a power cut. */
class Disk {
    void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            DurableFile.force(folder.toAbsolutePath().getParent());
        }
    }

    /** Writes behind the first {@code length} bytes; what else is there is cut off. */
    void append(Path file, long length, List<byte[]> lines) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.position(length);
            write(channel, lines);
            channel.force(true);
        }
    }

    void write(FileChannel channel, List<byte[]> lines) throws IOException {
        int size = 0;
        for (byte[] line : lines) {
            size += line.length;
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        lines.forEach(all::put);
        all.flip();
        while (all.hasRemaining()) {
            channel.write(all);
        }
    }

    void put(Path file, byte[] content) throws IOException {
        append(file, 0, List.of(content));
    }

    void truncate(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.force(true);
        }
    }

    /** What was made in the folder, or deleted from it. */
    void force(Path folder) throws IOException {
        DurableFile.force(folder);
    }

    void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** A folder of files, and these. */
    void deleteFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    delete(file);
                }
            }
            delete(folder);
        }
    }

    /** A folder without anything in it. */
    void deleteEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                return;
            }
        }
        delete(folder);
    }

    void commit(Connection connection) throws SQLException {
        connection.commit();
    }

    long free(Path dir) throws IOException {
        return Files.getFileStore(dir).getUsableSpace();
    }

    /** Bytes; -1 where there is no file. */
    long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return -1;
        }
    }
}
