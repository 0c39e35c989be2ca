package io.bactrian.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The lock that makes one process the owner of a spool, in the spool's folder; the operating system releases it when the process ends,
 * however it ends. Used by the writer's thread.
 */
final class OwnerLock implements AutoCloseable {
    private final Path file;
    private FileChannel channel;
    private Object key;

    OwnerLock(Path file) {
        this.file = file;
    }

    /** Creates the folder and takes the lock, again when the folder or the lock's file is gone. */
    void own() throws IOException {
        if (channel != null && key != null && key.equals(FileIdentity.key(file))) {
            return;
        }
        close();
        Files.createDirectories(file.getParent());
        channel = lock();
        key = FileIdentity.key(file);
    }

    private FileChannel lock() throws IOException {
        FileChannel opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(opened)) {
            opened.close();
            throw new IllegalStateException("spool lock " + file + " is held by another process or application, expected"
                    + " one owner per spool: stop the other, or give this one its own bactrian.spool.dir");
        }
        return opened;
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
                channel = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
