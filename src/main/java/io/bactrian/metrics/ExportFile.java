package io.bactrian.metrics;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An export on disk, as it is sent; its name has its place in the order and its time.
 *
 * @param made milliseconds since 1970
 */
record ExportFile(Path path, long number, long made, long bytes) {
    private static final Pattern NAME = Pattern.compile("([0-9]{12})-([0-9]{1,15})\\.otlp\\.gz");
    private static final Pattern UNFINISHED = Pattern.compile("\\..*\\.otlp\\.gz\\.new");

    static String name(long number, long made) {
        return String.format(Locale.ROOT, "%012d-%d.otlp.gz", number, Math.max(0, made));
    }

    /** Those in a folder, oldest first; what was not written to its end is removed. */
    static List<ExportFile> in(Path dir) throws IOException {
        File[] files = dir.toFile().listFiles();
        if (files == null) {
            throw new IOException(dir + " cannot be read");
        }
        List<ExportFile> found = new ArrayList<>();
        for (File file : files) {
            Matcher name = NAME.matcher(file.getName());
            if (name.matches()) {
                found.add(new ExportFile(file.toPath(), Long.parseLong(name.group(1)), Long.parseLong(name.group(2)),
                        file.length()));
            } else if (UNFINISHED.matcher(file.getName()).matches()) {
                Files.delete(file.toPath());
            }
        }
        found.sort(Comparator.comparing(ExportFile::number));
        return found;
    }

    /**
     * What is sent.
     *
     * @throws ZipException where it is not what was written
     * @throws IOException  where it cannot be read now
     */
    byte[] content() throws IOException {
        try {
            if (Files.size(path) != bytes) {
                throw new ZipException("its length has changed");
            }
            byte[] content = Files.readAllBytes(path);
            check(content);
            return content;
        } catch (NoSuchFileException e) {
            throw new ZipException("it is not there any more");
        }
    }

    /** By gzip's checksum. */
    private static void check(byte[] content) throws ZipException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new ZipException(e.toString());
        }
    }
}
