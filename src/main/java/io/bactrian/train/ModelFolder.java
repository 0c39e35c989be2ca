package io.bactrian.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.file.PathUtils;

import com.fasterxml.jackson.core.JsonProcessingException;

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
        TrainingException.unless(version >= 1, "Model version", version, "1 or more");
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

    /** The highest version whose manifest names this data; null where there is none. */
    static ModelFolder fittedOn(Path models, String name, String data) {
        ModelFolder next = next(models, name);
        for (int version = next.version - 1; version >= 1; version--) {
            ModelFolder each = new ModelFolder(models, name, version);
            if (data.equals(ModelYaml.data(each.path().resolve("model.yaml")))) {
                return each;
            }
        }
        return null;
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

    /** Writes {@code model.onnx} and the {@code model.yaml} that describes it, as {@link #write(Map)} does. */
    public void write(Fit fit, String description) {
        write(files(fit, description, null, null, Reference.NONE, 0));
    }

    /**
     * What a version's folder holds, by file name.
     *
     * @param provenance for the manifest, or null
     * @param golden     the golden cases, or null
     * @param contributions how many an answer names; 0 for none
     */
    static Map<String, byte[]> files(Fit fit, String description, ModelYaml.Provenance provenance, Golden golden,
            Reference reference, int contributions) {
        return files(fit, manifest -> manifest, description, provenance, golden, reference, contributions);
    }

    /** @param changed makes the manifest to be written of the usual one */
    static Map<String, byte[]> files(Fit fit, UnaryOperator<ModelYaml> changed, String description,
            ModelYaml.Provenance provenance, Golden golden, Reference reference, int contributions) {
        byte[] onnx = fit.graph(contributions > 0).toByteArray();
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("model.onnx", onnx);
        try {
            ModelYaml manifest = ModelYaml.of(fit, description, DigestUtils.sha256Hex(onnx), provenance, contributions);
            files.put("model.yaml", changed.apply(manifest).toBytes(reference));
            if (golden != null) {
                files.put("golden.json", golden.toBytes());
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is written is plain records", e);
        }
        return files;
    }

    /**
     * Writes the files beside their place, forces them to disk and moves the folder there in one step, so that a reader never sees half a
     * model or a mixture of two. A version that is there already is replaced.
     *
     * @param files content by file name
     * @throws TrainingException when the disk refuses
     */
    void write(Map<String, byte[]> files) {
        Path fresh = path().resolveSibling("." + version + ".new");
        Path old = path().resolveSibling("." + version + ".old");
        try {
            delete(fresh);
            Files.createDirectories(fresh);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(fresh.resolve(file.getKey()), file.getValue(), StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            }
            if (Files.exists(path())) {
                delete(old);
                Files.move(path(), old, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(fresh, path(), StandardCopyOption.ATOMIC_MOVE);
            delete(old);
        } catch (IOException e) {
            throw new TrainingException(
                    "Cannot write %s: %s. Expected a writable directory with space left".formatted(path(), e), e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            PathUtils.deleteDirectory(folder);
        }
    }
}
