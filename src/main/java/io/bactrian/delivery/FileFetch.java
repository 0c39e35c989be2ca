package io.bactrian.delivery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

import io.bactrian.delivery.remote.RejectedOrderException;
import io.bactrian.model.repository.ResolvedFile;

/**
 * An archive on a mounted volume. It is copied, so that what is checked is what is unpacked.
 *
 * @param volume null where none is configured
 */
record FileFetch(Path volume, String path) implements Fetch {
    private static final int PIECE = 1 << 16;

    @Override
    public void fetch(PartFile part, BooleanSupplier stop) throws IOException, RejectedOrderException {
        if (part.complete()) {
            return;
        }
        try (SeekableByteChannel in = ResolvedFile.open(inside())) {
            part.begin(in.size(), "");
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            while (in.read(piece.clear()) >= 0) {
                if (stop.getAsBoolean()) {
                    throw new StoppedException();
                }
                part.write(piece.flip());
            }
            if (!part.complete()) {
                throw new IOException("'" + path + "' has changed while it was copied");
            }
        } catch (NoSuchFileException e) {
            throw new IOException("'" + path + "' is not in " + volume, e);
        }
    }

    /** Where it lies once links are followed. */
    private Path inside() throws IOException, RejectedOrderException {
        if (volume == null) {
            throw new RejectedOrderException(
                    "it names a file, '" + path
                            + "', and bactrian.delivery.volume is not set: set it to the folder where the volume is mounted");
        }
        Path root = volume.toRealPath();
        Path real = root.resolve(path.startsWith("/") ? path.substring(1) : path).toRealPath();
        if (!real.startsWith(root)) {
            throw new RejectedOrderException("'" + path + "' leads out of " + volume + "; expected a path below it");
        }
        return real;
    }
}
