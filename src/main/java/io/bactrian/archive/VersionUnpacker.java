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
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

import io.bactrian.text.Excerpt;
import io.bactrian.text.Suggestions;

/**
 * Writes a version's files into a new folder: those of archives, or given ones. Archives are read from the front with a bounded number
 * of entries and bytes; all that comes of them are regular files with plain names below that folder. One thread.
 */
public final class VersionUnpacker {
    static final int MOST_FILES = 64;
    private static final Pattern NAME = Pattern
            .compile("([A-Za-z0-9_][A-Za-z0-9._-]{0,99}/){0,3}[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final int PIECE = 1 << 16;
    static final String EXPECTED = "make the archive inside the version's folder: zip -r ../version.zip .";

    private final Path folder;
    private final Allowance allowance;
    private final long most;
    private final String limit;
    private final String remedy;
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
        this(folder, allowance, most, limit, EXPECTED);
    }

    /**
     * @param folder which does not exist yet
     * @param most   bytes of all files together
     * @param limit  the key of the configuration that says so
     * @param expected how the files should be, for messages
     */
    public VersionUnpacker(Path folder, Allowance allowance, long most, String limit, String expected) {
        this.remedy = "; " + expected;
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
        add(Form.ZIP, "", file);
        complete();
    }

    /**
     * Writes what a file holds, or the file itself; others may follow.
     *
     * @param name of the file that it is; of a tar archive, of the folder that all in it is in, or empty
     * @throws InvalidArchiveException where it is not what it should be
     * @throws IOException             where it cannot be written
     */
    public void add(Form form, String name, Path file) throws IOException, InvalidArchiveException {
        Files.createDirectories(folder);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), PIECE)) {
            switch (form) {
                case ZIP -> zip(in);
                case TAR -> tar(name, in);
                case TAR_GZIP -> tar(name, new BufferedInputStream(new GZIPInputStream(in, PIECE), PIECE));
                default -> add(name, in);
            }
        } catch (ZipException | EOFException e) {
            throw broken(e);
        }
    }

    private void tar(String top, InputStream in) throws IOException, InvalidArchiveException {
        String prefix = top.isEmpty() ? "" : top + "/";
        new TarReader(in)
                .read((name, content) -> add(name.startsWith(prefix) ? name.substring(prefix.length()) : name, content));
    }

    private void zip(InputStream in) throws IOException, InvalidArchiveException {
        ZipInputStream zip = new ZipInputStream(in);
        for (ZipEntry entry = next(zip); entry != null; entry = next(zip)) {
            if (!entry.isDirectory()) {
                add(entry.getName(), zip);
            }
        }
    }

    public void files(Map<String, byte[]> files) throws IOException, InvalidArchiveException {
        Files.createDirectories(folder);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            add(file.getKey(), new ByteArrayInputStream(file.getValue()));
        }
        complete();
    }

    private ZipEntry next(ZipInputStream zip) throws IOException, InvalidArchiveException {
        try {
            return zip.getNextEntry();
        } catch (ZipException | IllegalArgumentException e) {
            throw broken(e);
        }
    }

    private InvalidArchiveException broken(Exception cause) {
        return new InvalidArchiveException("the archive cannot be unpacked: " + cause.getMessage() + "; expected a whole one"
                + remedy);
    }

    private void add(String name, InputStream in) throws IOException, InvalidArchiveException {
        check(name, names.size(), remedy);
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

    static void check(String name, int before, String remedy) throws InvalidArchiveException {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidArchiveException("it holds " + Excerpt.quoted(name)
                    + "; expected names of letters, digits and ._-, in folders at most three deep" + remedy);
        }
        if (before == MOST_FILES) {
            throw new InvalidArchiveException(
                    "it holds more than " + MOST_FILES + " files; expected those of one version" + remedy);
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

    private int read(InputStream in, byte[] piece) throws IOException, InvalidArchiveException {
        try {
            return in.read(piece);
        } catch (ZipException | EOFException e) {
            throw broken(e);
        }
    }

    /** @throws InvalidArchiveException where it lacks what each version has */
    public void complete() throws InvalidArchiveException {
        for (String needed : new String[]{"model.onnx", "model.yaml"}) {
            if (!names.contains(needed)) {
                throw new InvalidArchiveException(needed + " is not at its top level; it holds " + Suggestions.list(
                        new TreeSet<>(names)) + remedy);
            }
        }
    }
}
