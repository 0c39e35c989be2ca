package io.bactrian.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where one version of a model lies: {@code <models>/<name>/<version>/}.
 *
 * @param models  the models' directory, made where it is missing
 * @param name    letters, digits, {@code . _ -}, beginning with a letter or digit
 * @param version 1 or more
 */
public record ModelFolder(Path models, String name, int version) {
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,9}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    public ModelFolder {
        if (!NAME.matcher(name).matches()) {
            throw new TrainingException(
                    "Model name '%s' is not usable as a folder, expected letters, digits, '.', '_' and '-' only"
                            .formatted(name));
        }
        if (version < 1) {
            throw new TrainingException("Model version is %d, expected 1 or more".formatted(version));
        }
    }

    /** The version above the highest that is there; 1 where there is none. */
    static ModelFolder next(Path models, String name) {
        ModelFolder first = new ModelFolder(models, name, 1);
        if (!Files.isDirectory(models.resolve(name))) {
            return first;
        }
        try (Stream<Path> versions = Files.list(models.resolve(name))) {
            return new ModelFolder(models, name, 1 + versions.map(each -> each.getFileName().toString())
                    .filter(each -> VERSION.matcher(each).matches()).mapToInt(Integer::parseInt).max().orElse(0));
        } catch (IOException e) {
            throw new TrainingException(
                    "Cannot list %s: %s. Expected a readable directory".formatted(models.resolve(name), e), e);
        }
    }

    public Path path() {
        return models.resolve(name).resolve(Integer.toString(version));
    }

    /**
     * @throws TrainingException when this version is there already
     */
    public void requireAbsent() {
        if (Files.exists(path())) {
            throw new TrainingException(
                    "%s exists already: choose another --version, or replace it with --force".formatted(path()));
        }
    }

    /**
     * Writes the files beside their place, forces them to disk and moves the folder there in one step, so that a reader never sees half a
     * model or a mixture of two. A version that is there already is replaced.
     *
     * @throws TrainingException when the disk refuses
     */
    public void write(ModelFiles files) {
        Path fresh = path().resolveSibling("." + version + ".new");
        Path old = path().resolveSibling("." + version + ".old");
        try {
            delete(fresh);
            Files.createDirectories(fresh);
            for (Map.Entry<String, byte[]> file : files.files().entrySet()) {
                force(fresh.resolve(file.getKey()), file.getValue());
            }
            if (Files.exists(path())) {
                delete(old);
                Files.move(path(), old, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(fresh, path(), StandardCopyOption.ATOMIC_MOVE);
            delete(old);
        } catch (IOException | UncheckedIOException e) {
            throw new TrainingException(
                    "Cannot write %s: %s. Expected a writable directory with space left".formatted(path(), e), e);
        }
    }

    private static void force(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> leavesFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : leavesFirst) {
                Files.delete(file);
            }
        }
    }
}
