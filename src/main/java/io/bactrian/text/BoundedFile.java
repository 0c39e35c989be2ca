package io.bactrian.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads small files whole, and no others. */
public final class BoundedFile {
    private BoundedFile() {
    }

    /** How a file is opened. */
    public interface Opening {
        SeekableByteChannel open(Path file) throws IOException;
    }

    /** @throws IOException saying that the file cannot be read, or is longer than {@code most} bytes */
    public static byte[] read(Path file, int most) throws IOException {
        return read(file, Files::newByteChannel, most);
    }

    /** @throws IOException saying that the file cannot be read, or is longer than {@code most} bytes */
    public static byte[] read(Path file, Opening opening, int most) throws IOException {
        byte[] content;
        try (InputStream in = Channels.newInputStream(opening.open(file))) {
            content = in.readNBytes(most + 1);
        } catch (IOException e) {
            throw new IOException("cannot be read: " + e, e);
        }
        if (content.length > most) {
            throw new IOException("is longer than " + most + " bytes; expected a short text");
        }
        return content;
    }
}
