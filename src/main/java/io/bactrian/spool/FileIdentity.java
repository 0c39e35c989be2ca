package io.bactrian.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * Which files are open: their device and inode, so that a file that was removed, replaced or moved with its folder is noticed although
 * the open descriptors still work. A key is null where the file system has none, and then nothing is noticed.
 */
record FileIdentity(Object database, Object wal) {
    static Path wal(Path database) {
        return database.resolveSibling(database.getFileName() + "-wal");
    }

    static FileIdentity of(Path database) throws IOException {
        return new FileIdentity(key(database), key(wal(database)));
    }

    /** What is no longer where it was opened; null when all is in place. */
    String displaced(Path path) throws IOException {
        String file = changed(path, database);
        return file != null ? file : changed(wal(path), wal);
    }

    /** Null when nothing is there, or the file system has no keys. */
    static Object key(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static String changed(Path path, Object known) throws IOException {
        if (known == null) {
            return null;
        }
        Object now = key(path);
        return Objects.equals(known, now)
                ? null
                : path + (now == null ? " was removed or moved" : " was replaced by another file") + " while it was open";
    }
}
