package io.bactrian.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes an archive of a version's folder. The same files under the same names give the same bytes, on every machine: entries are in
 * the order of their names, without times, owners and modes, and stored as they are, since what deflate gives depends on its version.
 */
public final class VersionPacker {
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final int PIECE = 1 << 16;

    private VersionPacker() {
    }

    /**
     * Reads each file twice. The folder is not changed meanwhile.
     *
     * @param out is not closed
     * @throws InvalidArchiveException where the folder has what a version has not
     */
    public static void pack(Path folder, OutputStream out) throws IOException, InvalidArchiveException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setMethod(ZipOutputStream.STORED);
        for (Map.Entry<String, Path> file : files(folder).entrySet()) {
            ZipEntry entry = new ZipEntry(file.getKey());
            entry.setTimeLocal(NO_TIME);
            CRC32 crc = new CRC32();
            entry.setSize(read(file.getValue(), crc::update));
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            read(file.getValue(), zip::write);
            zip.closeEntry();
        }
        zip.finish();
    }

    private interface Sink {
        void take(byte[] bytes, int from, int count) throws IOException;
    }

    private static long read(Path file, Sink sink) throws IOException {
        byte[] piece = new byte[PIECE];
        long all = 0;
        try (InputStream in = Channels
                .newInputStream(Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                sink.take(piece, 0, read);
                all += read;
            }
        }
        return all;
    }

    private static Map<String, Path> files(Path folder) throws IOException, InvalidArchiveException {
        Map<String, Path> files = new TreeMap<>();
        InvalidArchiveException[] invalid = new InvalidArchiveException[1];
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
                try {
                    VersionUnpacker.check(name, files.size(), "; " + VersionUnpacker.EXPECTED);
                    if (!attributes.isRegularFile()) {
                        throw new InvalidArchiveException(
                                "it holds '" + name + "', which is no regular file; copy the file there");
                    }
                    files.put(name, file);
                    return FileVisitResult.CONTINUE;
                } catch (InvalidArchiveException e) {
                    invalid[0] = e;
                    return FileVisitResult.TERMINATE;
                }
            }
        });
        if (invalid[0] != null) {
            throw invalid[0];
        }
        return files;
    }
}
