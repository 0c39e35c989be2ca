package io.bactrian.ops;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files and folders of the configuration. */
final class ReadablePath {
    private static final int MOST_BYTES = 1 << 20;

    private ReadablePath() {
    }

    /** @throws IllegalArgumentException naming the path and what is wrong with it */
    static Path file(String value) {
        Path path = Path.of(value);
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw new IllegalArgumentException(path.toAbsolutePath() + " is not there, or may not be read");
        }
        return path;
    }

    /** @throws IllegalArgumentException naming the path and what is wrong with it */
    static Path folder(String value) {
        Path path = Path.of(value);
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException(path.toAbsolutePath() + " is not a folder");
        }
        if (!Files.isReadable(path) || !Files.isExecutable(path)) {
            throw new IllegalArgumentException(path.toAbsolutePath() + " may not be read by user "
                    + System.getProperty("user.name") + "; give this user read and search permission");
        }
        return path;
    }

    /**
     * The secret that a file holds: all of it, but for one line end after it.
     *
     * @throws IllegalArgumentException naming the file and what is wrong with it, never its content
     */
    static String secret(String file) {
        Path path = file(file);
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new IllegalArgumentException(path.toAbsolutePath() + " cannot be read: " + e.getMessage(), e);
        }
        int end = bytes.length;
        if (end > 0 && bytes[end - 1] == '\n') {
            end -= end > 1 && bytes[end - 2] == '\r' ? 2 : 1;
        }
        if (end == 0) {
            throw new IllegalArgumentException(path.toAbsolutePath() + " is empty");
        }
        if (bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException(path.toAbsolutePath() + " is larger than " + MOST_BYTES + " bytes");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(path.toAbsolutePath() + " is not UTF-8 text", null);
        }
    }
}
