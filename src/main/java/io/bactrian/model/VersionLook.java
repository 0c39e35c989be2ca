package io.bactrian.model;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.stream.Stream;

/** A version's folder at one moment; a file that is not there is null. */
record VersionLook(FileMark onnx, FileMark manifest, FileMark golden) {
    private static final VersionLook NOTHING = new VersionLook(null, null, null);
    private static final String CURRENT = "..data";
    private static final int TRIES = 3;

    /** All files through the same directory: where a link on the way is turned meanwhile, it is looked at again. */
    static VersionLook at(Path folder) {
        for (int i = 0; i < TRIES; i++) {
            Path base = real(folder);
            if (base == null) {
                return NOTHING;
            }
            Path data = real(base.resolve(CURRENT));
            VersionLook look = new VersionLook(mark(base, data, "model.onnx"), mark(base, data, "model.yaml"),
                    mark(base, data, "golden.json"));
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

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return null;
        }
    }

    /** Whether everything in it was last written before {@code moment}. */
    boolean allBefore(FileTime moment) {
        return Stream.of(onnx, manifest, golden).allMatch(mark -> mark == null || mark.modified().compareTo(moment) < 0);
    }

    /** What is not there yet, or null when all is. */
    String missing() {
        if (onnx == null) {
            return manifest == null ? "model.onnx and model.yaml are not there yet" : "model.onnx is not there yet";
        }
        if (manifest == null) {
            return "model.yaml is not there yet";
        }
        return onnx.size() == 0 ? "model.onnx is empty so far" : null;
    }

    /** What has changed since {@code before}, or null for nothing. */
    String changedSince(VersionLook before) {
        return Stream.of(changed("model.onnx", onnx, before.onnx), changed("model.yaml", manifest, before.manifest),
                changed("golden.json", golden, before.golden)).filter(Objects::nonNull).findFirst().orElse(null);
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
        return new VersionFiles(name, version, onnx.real(), manifest.real(), golden == null ? null : golden.real(), stamp);
    }

    /**
     * What the files hold, in a few digits: the same wherever they lie and whenever they were written. Reads them, but for
     * those too large to be read just for this.
     *
     * @throws IOException when one is not there any more
     */
    String stamp() throws IOException {
        return Digest.of(onnx.stamp() + manifest.stamp() + (golden == null ? "" : golden.stamp())).substring(0, 32);
    }
}
