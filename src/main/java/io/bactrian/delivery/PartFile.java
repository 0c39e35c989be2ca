package io.bactrian.delivery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import io.bactrian.delivery.remote.RejectedOrderException;
import io.bactrian.files.DurableFile;
import io.bactrian.files.Room;
import io.bactrian.text.BoundedFile;

/**
 * A file on its way: what has come of it, on the disk, so that the rest can follow after a broken connection or a kill. One
 * thread, but for {@link #length()}, {@link #total()} and {@link #validator()}.
 */
final class PartFile implements AutoCloseable {
    static final String NOTE = "source";
    private static final int LONGEST_NOTE = 4096;

    private final Path file;
    private final Path note;
    private final Room room;
    private final long most;
    private final long expected;
    private final FileChannel channel;
    private volatile long length;
    private volatile long total = -1;
    private long written;
    private volatile String validator = "";

    /**
     * @param dir  made where it is missing; what is in it counts as taken already
     * @param most bytes that it may have
     * @param expected bytes that it is to have; -1 where that is not known
     */
    PartFile(Path dir, Room room, long most, long expected) throws IOException {
        this.room = room;
        this.expected = expected;
        this.most = most;
        file = in(dir);
        note = dir.resolve(NOTE);
        Files.createDirectories(dir);
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        length = channel.size();
        read();
        channel.position(length);
    }

    static Path in(Path dir) {
        return dir.resolve("archive.part");
    }

    /** A note that cannot be read is none: the archive comes from its beginning. */
    private void read() {
        try {
            List<String> lines = new String(BoundedFile.read(note, LONGEST_NOTE), StandardCharsets.UTF_8).lines().toList();
            total = Long.parseLong(lines.get(0));
            validator = lines.get(1);
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            total = -1;
            validator = "";
        }
    }

    Path path() {
        return file;
    }

    long length() {
        return length;
    }

    /** Bytes that were written since it was opened. */
    long written() {
        return written;
    }

    /** How long it will be; -1 where that is not known. */
    long total() {
        return total;
    }

    boolean complete() {
        return total >= 0 && length == total;
    }

    /** What has come is all: its source did not say how long it would be. */
    void finish() throws IOException {
        total = length;
        DurableFile.replace(note, (total + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    /** What the server says of the content of which this is a part, for {@code If-Range}; empty where it says nothing. */
    String validator() {
        return validator;
    }

    /**
     * Begins anew with content of that length.
     *
     * @throws WrongDigestException where that is not what is expected
     */
    void begin(long total, String validator) throws IOException, RejectedOrderException {
        if (total > most) {
            throw tooLarge(total + " bytes");
        }
        if (total >= 0 && expected >= 0 && total != expected) {
            throw new WrongDigestException(expected, total);
        }
        room.check(Math.max(0, total - length));
        reset();
        this.total = total;
        this.validator = validator;
        DurableFile.replace(note, (total + "\n" + validator + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void reset() throws IOException {
        channel.truncate(0);
        channel.position(0);
        room.give(length);
        length = 0;
        total = -1;
        validator = "";
        Files.deleteIfExists(note);
    }

    void write(ByteBuffer bytes) throws IOException, RejectedOrderException {
        int more = bytes.remaining();
        if (length + more > most) {
            throw tooLarge("more than " + (length + more - 1) + " bytes");
        }
        if (expected >= 0 && length + more > expected) {
            throw new WrongDigestException(expected, length + more);
        }
        room.take(more);
        int left = more;
        try {
            while (left > 0) {
                left -= channel.write(bytes);
            }
        } finally {
            length += more - left;
            written += more - left;
            room.give(left);
        }
    }

    private RejectedOrderException tooLarge(String size) {
        return new RejectedOrderException("it has " + size + "; expected at most " + most
                + ": make it smaller, or raise bactrian.delivery.max-bytes");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
