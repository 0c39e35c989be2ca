package io.bactrian.model.repository;

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

import io.bactrian.model.VersionFiles;
import io.bactrian.text.Excerpt;

/**
 * The content of a version's folder at one moment; a file that does not exist is null.
 *
 * @param folder  resolved; null where there is none
 * @param weights the files that the ONNX file names for its weights, as far as they may be used, by their names
 */
record VersionSnapshot(Path folder, FileFingerprint onnx, FileFingerprint manifest, FileFingerprint golden,
        SortedMap<String, FileFingerprint> weights) {
    private static final VersionSnapshot NOTHING = new VersionSnapshot(null, null, null, null, new TreeMap<>());
    private static final String CURRENT = "..data";
    private static final int TRIES = 3;

    /**
     * All files through the same directory: where a link on the way is turned meanwhile, the snapshot is taken again.
     *
     * @param weights what an ONNX file names for its weights
     */
    static VersionSnapshot at(Path folder, Function<FileFingerprint, Set<String>> weights) {
        for (int i = 0; i < TRIES; i++) {
            Path base = real(folder);
            if (base == null) {
                return NOTHING;
            }
            Path data = real(base.resolve(CURRENT));
            FileFingerprint onnx = fingerprint(base, data, "model.onnx");
            VersionSnapshot snapshot = new VersionSnapshot(base, onnx, fingerprint(base, data, "model.yaml"),
                    fingerprint(base, data, "golden.json"),
                    onnx == null || !onnx.real().startsWith(base)
                            ? new TreeMap<>()
                            : fingerprints(base, onnx, weights.apply(onnx)));
            if (base.equals(real(folder)) && Objects.equals(data, real(base.resolve(CURRENT)))) {
                return snapshot;
            }
        }
        return NOTHING;
    }

    /** In a mounted ConfigMap each file is a link through the link {@code ..data}, which is turned to bring new content. */
    private static FileFingerprint fingerprint(Path base, Path data, String name) {
        FileFingerprint fingerprint = data == null ? null : FileFingerprint.of(data.resolve(name));
        return fingerprint == null ? FileFingerprint.of(base.resolve(name)) : fingerprint;
    }

    private static SortedMap<String, FileFingerprint> fingerprints(Path base, FileFingerprint onnx, Set<String> names) {
        VersionFiles files = new VersionFiles("", 0, onnx.real(), null, null, "", base);
        SortedMap<String, FileFingerprint> fingerprints = new TreeMap<>();
        for (String name : names) {
            VersionFiles.Weights found = files.find(name);
            if (!found.outside()) {
                fingerprints.put(name, found.file() == null ? null : FileFingerprint.of(found.file()));
            }
        }
        return fingerprints;
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
                .allMatch(fingerprint -> fingerprint == null || fingerprint.modified().compareTo(moment) < 0);
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
                .map(each -> Excerpt.quoted(each.getKey()) + ", where model.onnx has weights, is not there yet").findFirst()
                .orElse(null);
    }

    /** What has changed since {@code before}, or null for nothing. */
    String changedSince(VersionSnapshot before) {
        Stream<String> own = Stream.of(changed("model.onnx", onnx, before.onnx),
                changed("model.yaml", manifest, before.manifest), changed("golden.json", golden, before.golden));
        Stream<String> beside = weights.entrySet().stream()
                .map(each -> changed(Excerpt.quoted(each.getKey()), each.getValue(), before.weights.get(each.getKey())));
        return Stream.concat(own, beside).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static String changed(String name, FileFingerprint now, FileFingerprint before) {
        if (now == null) {
            return before == null ? null : name + " was removed";
        }
        String change = now.changedSince(before);
        return change == null ? null : name + " " + change;
    }

    /**
     * @param digest of {@link #digest()}
     * @throws NullPointerException where a file is missing
     */
    VersionFiles files(String name, int version, String digest) {
        return new VersionFiles(name, version, onnx.real(), manifest.real(), golden == null ? null : golden.real(), digest,
                folder);
    }

    /**
     * What the files hold, in a few digits: the same wherever they lie and whenever they were written. Reads them, but for
     * those too large to be read just for this.
     *
     * @throws IOException when one is not there any more
     */
    String digest() throws IOException {
        StringBuilder all = new StringBuilder(digest(onnx)).append(digest(manifest)).append(digest(golden));
        for (Map.Entry<String, FileFingerprint> each : weights.entrySet()) {
            all.append('\n').append(each.getKey()).append('\n').append(digest(each.getValue()));
        }
        return Digest.of(all.toString()).substring(0, 32);
    }

    /** A file outside the folder is not read: the version is rejected for it. */
    private String digest(FileFingerprint fingerprint) throws IOException {
        if (fingerprint == null) {
            return "";
        }
        return fingerprint.real().startsWith(folder) ? fingerprint.digest() : fingerprint.toString();
    }
}
