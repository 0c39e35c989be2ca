package io.bactrian.model;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A version's folder at one moment; a file that is not there is null.
 *
 * @param folder  resolved; null where there is none
 * @param weights the files that the ONNX file names for its weights, as far as they may be used, by their names
 */
record VersionLook(Path folder, FileMark onnx, FileMark manifest, FileMark golden, SortedMap<String, FileMark> weights) {
    private static final VersionLook NOTHING = new VersionLook(null, null, null, null, new TreeMap<>());
    private static final String CURRENT = "..data";
    private static final int TRIES = 3;

    /**
     * All files through the same directory: where a link on the way is turned meanwhile, it is looked at again.
     *
     * @param weights what an ONNX file names for its weights
     */
    static VersionLook at(Path folder, Function<FileMark, Set<String>> weights) {
        for (int i = 0; i < TRIES; i++) {
            Path base = real(folder);
            if (base == null) {
                return NOTHING;
            }
            Path data = real(base.resolve(CURRENT));
            FileMark onnx = mark(base, data, "model.onnx");
            VersionLook look = new VersionLook(base, onnx, mark(base, data, "model.yaml"), mark(base, data, "golden.json"),
                    onnx == null || !onnx.real().startsWith(base) ? new TreeMap<>() : marks(base, onnx, weights.apply(onnx)));
            if (base.equals(real(folder)) && Objects.equals(data, real(base.resolve(CURRENT)))) {
                return look;
            }
        }
        return NOTHING;
    }

    /** In a mounted ConfigMap each file is a link through the link {@code ..data}, which is turned to bring new content. */
    private static FileMark mark(Path base, Path data, String name) {
        FileMark mark = data == null ? null : FileMark.of(data.resolve(name));
        return mark == null ? FileMark.of(base.resolve(name)) : mark;
    }

    private static SortedMap<String, FileMark> marks(Path base, FileMark onnx, Set<String> names) {
        VersionFiles files = new VersionFiles("", 0, onnx.real(), null, null, "", base);
        SortedMap<String, FileMark> marks = new TreeMap<>();
        for (String name : names) {
            VersionFiles.Weights found = files.find(name);
            if (!found.outside()) {
                marks.put(name, found.file() == null ? null : FileMark.of(found.file()));
            }
        }
        return marks;
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return null;
        }
    }

    /** Whether everything in it was last written before {@code moment}. */
    boolean allBefore(FileTime moment) {
        return Stream.concat(Stream.of(onnx, manifest, golden), weights.values().stream())
                .allMatch(mark -> mark == null || mark.modified().compareTo(moment) < 0);
    }

    /** What is not there yet, or null when all is. */
    String missing() {
        if (onnx == null) {
            return manifest == null ? "model.onnx and model.yaml are not there yet" : "model.onnx is not there yet";
        }
        if (manifest == null) {
            return "model.yaml is not there yet";
        }
        if (onnx.size() == 0) {
            return "model.onnx is empty so far";
        }
        return weights.entrySet().stream().filter(each -> each.getValue() == null)
                .map(each -> Words.shown(each.getKey()) + ", where model.onnx has weights, is not there yet").findFirst()
                .orElse(null);
    }

    /** What has changed since {@code before}, or null for nothing. */
    String changedSince(VersionLook before) {
        Stream<String> own = Stream.of(changed("model.onnx", onnx, before.onnx),
                changed("model.yaml", manifest, before.manifest), changed("golden.json", golden, before.golden));
        Stream<String> beside = weights.entrySet().stream()
                .map(each -> changed(Words.shown(each.getKey()), each.getValue(), before.weights.get(each.getKey())));
        return Stream.concat(own, beside).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static String changed(String name, FileMark now, FileMark before) {
        if (now == null) {
            return before == null ? null : name + " was taken away";
        }
        String change = now.changedSince(before);
        return change == null ? null : name + " " + change;
    }

    /**
     * @param stamp of {@link #stamp()}
     * @throws NullPointerException where a file is missing
     */
    VersionFiles files(String name, int version, String stamp) {
        return new VersionFiles(name, version, onnx.real(), manifest.real(), golden == null ? null : golden.real(), stamp,
                folder);
    }

    /**
     * What the files hold, in a few digits: the same wherever they lie and whenever they were written. Reads them, but for
     * those too large to be read just for this.
     *
     * @throws IOException when one is not there any more
     */
    String stamp() throws IOException {
        StringBuilder all = new StringBuilder(stamp(onnx)).append(stamp(manifest)).append(stamp(golden));
        for (Map.Entry<String, FileMark> each : weights.entrySet()) {
            all.append('\n').append(each.getKey()).append('\n').append(stamp(each.getValue()));
        }
        return Digest.of(all.toString()).substring(0, 32);
    }

    /** A file that lies elsewhere is not read: the version is refused for it. */
    private String stamp(FileMark mark) throws IOException {
        if (mark == null) {
            return "";
        }
        return mark.real().startsWith(folder) ? mark.stamp() : mark.toString();
    }
}
