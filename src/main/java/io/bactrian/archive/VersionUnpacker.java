package io.bactrian.archive;

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
 * Writes a version's files into a new folder: those of an archive, or given ones. Archives are zip files, read from the front with a
 * bounded number of entries and bytes; all that comes of them are regular files with plain names below that folder. One thread.
 */
public final class VersionUnpacker {
    static final int MOST_FILES = 64;
    private static final Pattern NAME = Pattern
            .compile("([A-Za-z0-9_][A-Za-z0-9._-]{0,99}/){0,3}[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final int PIECE = 1 << 16;
    private static final String REMEDY = "; make the archive inside the version's folder: zip -r ../version.zip .";

    private final Path folder;
    private final Allowance allowance;
    private final long most;
    private final String limit;
    private final Set<String> names = new HashSet<>();
    private long written;

    /** Asked before bytes are written. */
    @FunctionalInterface
    public interface Allowance {
        /** @throws IOException where so many bytes more may not be written */
        void take(int bytes) throws IOException;
    }

    /**
     * @param folder which does not exist yet
     * @param most   bytes of all files together
     * @param limit  the key of the configuration that says so
     */
    public VersionUnpacker(Path folder, Allowance allowance, long most, String limit) {
        this.folder = folder;
        this.allowance = allowance;
        this.most = most;
        this.limit = limit;
    }

    /** Bytes written so far. */
    public long written() {
        return written;
    }

    /**
     * @throws InvalidArchiveException where it is no zip file, or not of a version
     * @throws IOException            where it cannot be written
     */
    public void archive(Path file) throws IOException, InvalidArchiveException {
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

    public void files(Map<String, byte[]> files) throws IOException, InvalidArchiveException {
        Files.createDirectories(folder);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            add(file.getKey(), new ByteArrayInputStream(file.getValue()));
        }
        complete();
    }

    private static ZipEntry next(ZipInputStream zip) throws IOException, InvalidArchiveException {
        try {
            return zip.getNextEntry();
        } catch (ZipException | IllegalArgumentException e) {
            throw broken(e);
        }
    }

    private static InvalidArchiveException broken(Exception cause) {
        return new InvalidArchiveException("the archive cannot be unpacked: " + cause.getMessage() + "; expected a zip file"
                + REMEDY);
    }

    private void add(String name, InputStream in) throws IOException, InvalidArchiveException {
        check(name, names.size());
        if (!names.add(name)) {
            throw new InvalidArchiveException("it holds " + Excerpt.quoted(name) + " twice");
        }
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(file.getParent());
        } catch (FileAlreadyExistsException e) {
            throw new InvalidArchiveException("it holds a file that is also the folder of " + Excerpt.quoted(name));
        }
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            copy(in, out);
        } catch (FileAlreadyExistsException e) {
            throw new InvalidArchiveException("it holds a folder that is also the file " + Excerpt.quoted(name));
        }
    }

    static void check(String name, int before) throws InvalidArchiveException {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidArchiveException("it holds " + Excerpt.quoted(name)
                    + "; expected names of letters, digits and ._-, in folders at most three deep" + REMEDY);
        }
        if (before == MOST_FILES) {
            throw new InvalidArchiveException(
                    "it holds more than " + MOST_FILES + " files; expected those of one version" + REMEDY);
        }
    }

    private void copy(InputStream in, OutputStream out) throws IOException, InvalidArchiveException {
        byte[] piece = new byte[PIECE];
        for (int read = read(in, piece); read >= 0; read = read(in, piece)) {
            if (written + read > most) {
                throw new InvalidArchiveException("it holds more than " + most
                        + " bytes once unpacked; make it smaller, or raise " + limit);
            }
            allowance.take(read);
            written += read;
            out.write(piece, 0, read);
        }
    }

    private static int read(InputStream in, byte[] piece) throws IOException, InvalidArchiveException {
        try {
            return in.read(piece);
        } catch (ZipException | EOFException e) {
            throw broken(e);
        }
    }

    private void complete() throws InvalidArchiveException {
        for (String needed : new String[]{"model.onnx", "model.yaml"}) {
            if (!names.contains(needed)) {
                throw new InvalidArchiveException(needed + " is not at its top level; it holds " + Suggestions.list(
                        new TreeSet<>(names)) + REMEDY);
            }
        }
    }
}
