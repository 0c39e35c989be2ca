package io.bactrian.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A spool's folder, made when missing, and the lock in it that says whose it is. Belongs to the writer's thread. */
final class SpoolFolder {
    private final Path dir;
    private final Path lockFile;
    private OwnerLock lock;
    private Object lockKey;

    SpoolFolder(Path dir, String name) {
        this.dir = dir;
        this.lockFile = dir.resolve(name + ".lock");
    }

    /** Makes the folder and takes the lock, again where the folder or the lock's file has gone. */
    void own() throws IOException {
        if (lock != null && lockKey != null && lockKey.equals(keyOrNull())) {
            return;
        }
        close();
        Files.createDirectories(dir);
        lock = OwnerLock.of(lockFile);
        lockKey = keyOrNull();
    }

    void close() {
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }

    private Object keyOrNull() throws IOException {
        return FileIdentity.key(lockFile);
    }
}
