package io.bactrian.delivery;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

import io.bactrian.delivery.remote.Form;
import io.bactrian.delivery.remote.RejectedOrderException;
import io.bactrian.text.Excerpt;
import io.bactrian.text.Suggestions;

/**
 * Writes a version's files into a new folder: those of archives, of an order, or fetched one by one. Archives are read from the front
 * with a bounded number of entries and bytes; all that comes of them are regular files with plain names below that folder. One thread.
 */
final class VersionUnpacker {
    private static final Pattern NAME = Pattern
            .compile("([A-Za-z0-9_][A-Za-z0-9._-]{0,99}/){0,3}[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final int MOST_FILES = 64;
    private static final int PIECE = 1 << 16;
    private final Path folder;
    private final Room room;
    private final long most;
    private final String remedy;
    private final Set<String> names = new HashSet<>();
    private long written;

    /**
     * @param folder which does not exist yet
     * @param most   bytes of all files together
     * @param expected what is right, for messages
     */
    VersionUnpacker(Path folder, Room room, long most, String expected) {
        this.folder = folder;
        this.room = room;
        this.most = most;
        this.remedy = "; " + expected;
    }

    /** Bytes written so far. */
    long written() {
        return written;
    }

    /**
     * Writes what a piece holds, or the piece itself.
     *
     * @throws RejectedOrderException where it is not what it should be
     * @throws IOException            where it cannot be written
     */
    void add(Piece piece, Path file) throws IOException, RejectedOrderException {
        if (piece.form() == Form.ZIP) {
            archive(file);
            return;
        }
        Files.createDirectories(folder);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), PIECE)) {
            switch (piece.form()) {
                case TAR -> tar(piece.name(), in);
                case TAR_GZIP -> tar(piece.name(), new BufferedInputStream(gzip(in), PIECE));
                default -> add(piece.name(), in);
            }
        } catch (ZipException | EOFException e) {
            throw broken(e);
        }
    }

    private void tar(String top, InputStream in) throws IOException, RejectedOrderException {
        String prefix = top.isEmpty() ? "" : top + "/";
        new TarReader(in)
                .read((name, content) -> add(name.startsWith(prefix) ? name.substring(prefix.length()) : name, content));
    }

    private InputStream gzip(InputStream in) throws IOException, RejectedOrderException {
        try {
            return new GZIPInputStream(in, PIECE);
        } catch (ZipException | EOFException e) {
            throw broken(e);
        }
    }

    /** @throws RejectedOrderException where it is no zip file */
    private void archive(Path file) throws IOException, RejectedOrderException {
        Files.createDirectories(folder);
        try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(file), PIECE))) {
            for (ZipEntry entry = next(zip); entry != null; entry = next(zip)) {
                if (!entry.isDirectory()) {
                    add(entry.getName(), zip);
                }
            }
        }
    }

    void files(Map<String, byte[]> files) throws IOException, RejectedOrderException {
        Files.createDirectories(folder);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            add(file.getKey(), new ByteArrayInputStream(file.getValue()));
        }
    }

    private ZipEntry next(ZipInputStream zip) throws IOException, RejectedOrderException {
        try {
            return zip.getNextEntry();
        } catch (ZipException | IllegalArgumentException e) {
            throw broken(e);
        }
    }

    private RejectedOrderException broken(Exception cause) {
        return new RejectedOrderException("the archive cannot be unpacked: " + cause.getMessage() + "; expected a whole one"
                + remedy);
    }

    private void add(String name, InputStream in) throws IOException, RejectedOrderException {
        if (!NAME.matcher(name).matches()) {
            throw new RejectedOrderException("it holds " + Excerpt.quoted(name)
                    + "; expected names of letters, digits and ._-, in folders at most three deep" + remedy);
        }
        if (names.size() == MOST_FILES) {
            throw new RejectedOrderException(
                    "it holds more than " + MOST_FILES + " files; expected those of one version" + remedy);
        }
        if (!names.add(name)) {
            throw new RejectedOrderException("it holds " + Excerpt.quoted(name) + " twice");
        }
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(file.getParent());
        } catch (FileAlreadyExistsException e) {
            throw new RejectedOrderException("it holds a file that is also the folder of " + Excerpt.quoted(name));
        }
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            copy(in, out);
        } catch (FileAlreadyExistsException e) {
            throw new RejectedOrderException("it holds a folder that is also the file " + Excerpt.quoted(name));
        }
    }

    private void copy(InputStream in, OutputStream out) throws IOException, RejectedOrderException {
        byte[] piece = new byte[PIECE];
        for (int read = read(in, piece); read >= 0; read = read(in, piece)) {
            if (written + read > most) {
                throw new RejectedOrderException("it holds more than " + most
                        + " bytes once unpacked; make it smaller, or raise bactrian.delivery.max-bytes");
            }
            room.take(read);
            written += read;
            out.write(piece, 0, read);
        }
    }

    private int read(InputStream in, byte[] piece) throws IOException, RejectedOrderException {
        try {
            return in.read(piece);
        } catch (ZipException | EOFException e) {
            throw broken(e);
        }
    }

    /** @throws RejectedOrderException where it lacks what each version has */
    void complete() throws RejectedOrderException {
        for (String needed : new String[]{"model.onnx", "model.yaml"}) {
            if (!names.contains(needed)) {
                throw new RejectedOrderException(needed + " is not at its top level; it holds " + Suggestions.list(
                        new TreeSet<>(names)) + remedy);
            }
        }
    }
}
