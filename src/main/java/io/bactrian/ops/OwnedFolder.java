package io.bactrian.ops;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A folder that one process writes to. The operating system lets go of it when the process ends, however it ends; what the lock
 * file says is for people. Thread-safe.
 */
final class OwnedFolder implements AutoCloseable {
    private static final String LOCK = "owner.lock";
    private static final int MOST_SAID = 200;

    private final String key;
    private final Path dir;
    private final boolean read;
    private FileChannel channel;

    /**
     * @param key under which the folder is configured
     * @param read whether what is in it must be known before the service starts
     */
    OwnedFolder(String key, Path dir, boolean read) {
        this.key = key;
        this.read = read;
        this.dir = dir.toAbsolutePath().normalize();
    }

    String key() {
        return key;
    }

    /** Whether the service cannot start as the folder is now: what it must know from it, it cannot read. */
    boolean neededToStart() {
        return read && !(Files.isDirectory(dir) && Files.isReadable(dir) && Files.isExecutable(dir));
    }

    /** What is in its way as things are, or null; nothing is made or taken. */
    String obstacle() {
        Path there = dir;
        while (there != null && Files.notExists(there)) {
            there = there.getParent();
        }
        if (there == null || Files.isDirectory(there) && Files.isWritable(there) && Files.isExecutable(there)) {
            return null;
        }
        return unusable(key, dir, Files.isDirectory(there) ? "no permission on " + there : there + " is not a folder");
    }

    /**
     * Makes the folder where it is missing and takes it, if it is not ours already.
     *
     * @throws IllegalStateException when another process has it
     * @throws IOException naming the folder and the remedy, when it cannot be used
     */
    synchronized void take() throws IOException {
        if (channel == null) {
            try {
                Files.createDirectories(dir);
                Files.newDirectoryStream(dir).close();
                channel = locked(dir.resolve(LOCK));
            } catch (IOException e) {
                throw new IOException(unusable(key, dir, e), e);
            }
        }
    }

    /** What is wrong with a folder and what to do. */
    static String unusable(String key, Path dir, IOException reason) {
        return unusable(key, dir, reason instanceof AccessDeniedException denied
                ? "no permission on " + denied.getFile()
                : reason.toString());
    }

    private static String unusable(String key, Path dir, String reason) {
        return key + ": " + dir + " cannot be used by user " + System.getProperty("user.name") + " (" + reason
                + "); make it readable and writable for this user, or set another folder";
    }

    private FileChannel locked(Path file) throws IOException {
        FileChannel opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            if (opened.tryLock() == null) {
                throw inUse("process " + Files.readString(file).strip().lines().findFirst()
                        .map(line -> line.substring(0, Math.min(line.length(), MOST_SAID))).orElse("unknown"));
            }
            opened.truncate(0);
            opened.write(ByteBuffer.wrap((ProcessHandle.current().pid() + " since "
                    + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\n").getBytes(StandardCharsets.UTF_8)));
            return opened;
        } catch (OverlappingFileLockException e) {
            opened.close();
            throw inUse("this process already");
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private IllegalStateException inUse(String owner) {
        return new IllegalStateException(key + ": " + dir + " is in use by " + owner
                + ", expected one process a folder; stop that process, or give this one a folder of its own");
    }

    @Override
    public String toString() {
        return dir.toString();
    }

    @Override
    public synchronized void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
