package io.bactrian.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A disk that can be filled to its last byte: a tmpfs, which only root can mount. One thread. */
public final class SmallDisk implements AutoCloseable {
    private static final int STEP = 1 << 20;

    private final Path path;
    private boolean mounted = true;

    private SmallDisk(Path path) {
        this.path = path;
        ChildProcess.beforeTheEnd(this::unmount);
    }

    /** A new one of so many megabytes, empty where it cannot be mounted. */
    public static Optional<SmallDisk> mount(int megabytes) {
        var path = Scratch.directory("disk");
        try {
            run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", path.toString());
            return Optional.of(new SmallDisk(path));
        } catch (IllegalStateException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    public Path path() {
        return path;
    }

    /** Leaves no free byte. */
    public void fill() {
        for (var step = STEP; step > 0; step /= 2) {
            writeSteps(new byte[step]);
        }
    }

    private void writeSteps(byte[] step) {
        try (var out = Files.newOutputStream(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (path.toFile().getUsableSpace() >= step.length) {
                out.write(step);
            }
        } catch (IOException full) {
            // somebody else took the last bytes, which is as well
        }
    }

    /** Gives back what {@link #fill()} took. */
    public void empty() {
        try {
            Files.deleteIfExists(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ballast() {
        return path.resolve("ballast");
    }

    private synchronized void unmount() {
        if (mounted) {
            mounted = false;
            run("umount", "-l", path.toString());
        }
    }

    private static void run(String... command) {
        ChildProcess.start(command[0], List.of(command), Map.of(), Scratch.directory("mount").resolve("log"))
                .awaitEnd(Patience.LONG);
    }

    @Override
    public void close() {
        unmount();
    }
}
