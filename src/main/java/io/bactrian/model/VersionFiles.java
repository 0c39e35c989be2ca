package io.bactrian.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.bactrian.text.Excerpt;
import io.bactrian.text.Suggestions;

/**
 * A version's files, complete and at rest. All of them lie in the version's own folder, once links are followed.
 *
 * @param name     the model's name
 * @param version  the version's number, above 0
 * @param onnx     the ONNX file, resolved: a link that changes later does not change it
 * @param manifest {@code model.yaml}, resolved
 * @param golden   {@code golden.json}, resolved, or null where there is none
 * @param digest    tells this content of the folder from an earlier or later one
 * @param folder   the version's folder, resolved
 */
public record VersionFiles(String name, int version, Path onnx, Path manifest, Path golden, String digest, Path folder) {

    /** A version in the folder of its ONNX file. */
    public VersionFiles(String name, int version, Path onnx, Path manifest, Path golden, String digest) {
        this(name, version, onnx, manifest, golden, digest, onnx.getParent());
    }

    /** What a version's folder held at one time, whatever its files are called and how old they are. */
    public record Content(int version, String digest) {
        public Content {
            Objects.requireNonNull(digest, "digest");
        }
    }

    public Content content() {
        return new Content(version, digest);
    }

    /** @throws ModelRejectedException naming each file that is a link out of the folder */
    public void mustBeInside() throws ModelRejectedException {
        List<String> outside = new ArrayList<>();
        for (Path file : new Path[]{onnx, manifest, golden}) {
            if (file != null && !file.startsWith(folder)) {
                outside.add("'" + file + "'");
            }
        }
        if (!outside.isEmpty()) {
            throw new ModelRejectedException("the version's folder has a link to " + Suggestions.list(outside)
                    + ", which lies outside of it; expected all files of a version inside its own folder: copy them there");
        }
    }

    /**
     * A file that the ONNX file names for its weights.
     *
     * @param location as the ONNX file has it: relative to its own folder
     * @return the file, resolved, somewhere below the version's folder
     * @throws ModelRejectedException where there is no such file, or it lies elsewhere
     */
    public Path weights(String location) throws ModelRejectedException {
        Weights found = find(location);
        if (found.outside()) {
            throw outside(location);
        }
        if (found.file() == null) {
            throw missing(location);
        }
        return found.file();
    }

    /**
     * @param file    resolved; null where it is not there
     * @param outside whether its name or a link leads out of the folder
     */
    public record Weights(Path file, boolean outside) {
        private static final Weights MISSING = new Weights(null, false);
        private static final Weights OUTSIDE = new Weights(null, true);
    }

    /** The file of that location, without a judgement of it. */
    public Weights find(String location) {
        Path relative = relative(location);
        if (relative == null) {
            return Weights.OUTSIDE;
        }
        for (Path base : new Path[]{onnx.getParent(), folder}) {
            Path found = base.resolve(relative);
            if (Files.isRegularFile(found)) {
                return inside(found);
            }
        }
        return Weights.MISSING;
    }

    private Weights inside(Path found) {
        try {
            Path real = found.toRealPath();
            return real.startsWith(folder.toRealPath()) ? new Weights(real, false) : Weights.OUTSIDE;
        } catch (IOException e) {
            return Weights.MISSING;
        }
    }

    /** Null where it leads out of a folder by itself. */
    private static Path relative(String location) {
        try {
            Path path = Path.of(location == null ? "" : location).normalize();
            return path.isAbsolute() || path.startsWith("..") || path.toString().isEmpty() ? null : path;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static ModelRejectedException missing(String location) {
        return new ModelRejectedException(
                "model.onnx has weights in the file " + Excerpt.quoted(location) + ", which is not there;"
                        + " put it beside model.onnx, or save the model as one file");
    }

    private static ModelRejectedException outside(String location) {
        return new ModelRejectedException("model.onnx has weights in the file " + Excerpt.quoted(location)
                + ", which is not inside the version's folder; expected a file beside model.onnx:"
                + " copy it there and name it without a path, or save the model as one file");
    }
}
