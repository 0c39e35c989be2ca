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
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

import io.bactrian.text.Excerpt;
import io.bactrian.text.Suggestions;

/**
 * Writes a version's files into a new folder: those of an archive, or of an order. Archives are zip files, read from the front with a
 * bounded number of entries and bytes; all that comes of them are regular files with plain names below that folder. One thread.
 */
final class VersionUnpacker {
    private static final Pattern NAME = Pattern
            .compile("([A-Za-z0-9_][A-Za-z0-9._-]{0,99}/){0,3}[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final int MOST_FILES = 64;
    private static final int PIECE = 1 << 16;
    private static final String REMEDY = "; make the archive inside the version's folder: zip -r ../version.zip .";

    private final Path folder;
    private final Room room;
    private final long most;
    private final Set<String> names = new HashSet<>();
    private long written;

    /**
     * @param folder which does not exist yet
     * @param most   bytes of all files together
     */
    VersionUnpacker(Path folder, Room room, long most) {
        this.folder = folder;
        this.room = room;
        this.most = most;
    }

    /** Bytes written so far. */
    long written() {
        return written;
    }

    /**
     * @throws RejectedOrderException where it is no zip file, or not of a version
     * @throws IOException            where it cannot be written
     */
    void archive(Path file) throws IOException, RejectedOrderException {
        Files.createDirectories(folder);
        try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(file), PIECE))) {
            for (ZipEntry entry = next(zip); entry != null; entry = next(zip)) {
                if (!entry.isDirectory()) {
                    add(entry.getName(), zip);
                }
            }
        }
        complete();
    }

    void files(Map<String, byte[]> files) throws IOException, RejectedOrderException {
        Files.createDirectories(folder);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            add(file.getKey(), new ByteArrayInputStream(file.getValue()));
        }
        complete();
    }

    private static ZipEntry next(ZipInputStream zip) throws IOException, RejectedOrderException {
        try {
            return zip.getNextEntry();
        } catch (ZipException | IllegalArgumentException e) {
            throw broken(e);
        }
    }

    private static RejectedOrderException broken(Exception cause) {
        return new RejectedOrderException("the archive cannot be unpacked: " + cause.getMessage() + "; expected a zip file"
                + REMEDY);
    }

    private void add(String name, InputStream in) throws IOException, RejectedOrderException {
        if (!NAME.matcher(name).matches()) {
            throw new RejectedOrderException("it holds " + Excerpt.quoted(name)
                    + "; expected names of letters, digits and ._-, in folders at most three deep" + REMEDY);
        }
        if (names.size() == MOST_FILES) {
            throw new RejectedOrderException(
                    "it holds more than " + MOST_FILES + " files; expected those of one version" + REMEDY);
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

    private static int read(InputStream in, byte[] piece) throws IOException, RejectedOrderException {
        try {
            return in.read(piece);
        } catch (ZipException | EOFException e) {
            throw broken(e);
        }
    }

    private void complete() throws RejectedOrderException {
        for (String needed : new String[]{"model.onnx", "model.yaml"}) {
            if (!names.contains(needed)) {
                throw new RejectedOrderException(needed + " is not at its top level; it holds " + Suggestions.list(
                        new TreeSet<>(names)) + REMEDY);
            }
        }
    }
}
