package io.bactrian.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.function.Consumer;

import io.bactrian.train.SpoiledModel;
import io.bactrian.train.TrainCommand;

/** A models folder of a test's own, which begins with version 1 of the shipped pump model. */
public final class ModelsFolder {
    public static final String MODEL = "pump-anomaly";
    private static final Path SHIPPED = Path.of("models", MODEL, "1");

    private final Path dir = Scratch.directory("models");

    public ModelsFolder() {
        drop(1);
    }

    public Path path() {
        return dir;
    }

    /** Where a version lies, whether it is there or not. */
    public Path version(int version) {
        return dir.resolve(MODEL).resolve(Integer.toString(version));
    }

    /** Puts the shipped model in place as this version, in one step. */
    public void drop(int version) {
        drop(version, folder -> {
        });
    }

    /** Puts the shipped model, changed, in place as this version, in one step. */
    public void drop(int version, Consumer<Path> change) {
        Path fresh = version(version).resolveSibling("." + version + ".new");
        copy(SHIPPED, fresh);
        change.accept(fresh);
        try {
            Files.move(fresh, version(version), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts another model in place as version 1, in one step. */
    public void put(String model, byte[] onnx, String manifest) {
        var fresh = dir.resolve(model).resolve(".1.new");
        try {
            Files.createDirectories(fresh);
            Files.write(fresh.resolve("model.onnx"), onnx);
            Files.writeString(fresh.resolve("model.yaml"), manifest);
            Files.move(fresh, fresh.resolveSibling("1"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a model trained on simulated pumps of this seed in place as this version, in one step. */
    public void train(int version, long seed) {
        var code = TrainCommand.run("anomaly", "--seed", Long.toString(seed), "--version", Integer.toString(version), "--out",
                dir.toString());
        if (code != 0) {
            throw new IllegalStateException("train anomaly ended with code " + code);
        }
    }

    /** Puts a model that should not stay in service in place as this version, in one step. */
    public void spoil(int version, SpoiledModel kind) {
        try {
            kind.write(SHIPPED, dir, version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes a file's text, which must change by it. */
    public static void edit(Path file, String from, String to) {
        try {
            var before = Files.readString(file);
            var after = before.replaceFirst(from, to);
            if (before.equals(after)) {
                throw new IllegalStateException(file + " has no " + from);
            }
            Files.writeString(file, after);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a version away, file by file. */
    public void remove(int version) {
        try (var files = Files.walk(version(version))) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a folder's files. */
    public static void copy(Path from, Path to) {
        try (var files = Files.list(from)) {
            Files.createDirectories(to);
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
