package io.bactrian.model.repository;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashSet;
import java.util.Set;

import io.bactrian.onnx.ExternalTensor;
import io.bactrian.onnx.OnnxFormatException;
import io.bactrian.onnx.OnnxOutline;

/**
 * One file at one moment.
 *
 * @param real where it lies once all links are followed
 * @param key  tells it from another file of that name: device and inode; null where the file system has none
 */
record FileFingerprint(Path real, long size, FileTime modified, Object key) {
    private static final long MOST_READ = 64 << 20;

    /** Null where there is no regular file of that name. */
    static FileFingerprint of(Path file) {
        try {
            Path real = file.toRealPath();
            BasicFileAttributes found = Files.readAttributes(real, BasicFileAttributes.class);
            return found.isRegularFile()
                    ? new FileFingerprint(real, found.size(), found.lastModifiedTime(), found.fileKey())
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** What has become of it since {@code before}, or null for nothing. */
    String changedSince(FileFingerprint before) {
        if (before == null) {
            return "was added";
        }
        if (!real.equals(before.real) || key != null && !key.equals(before.key)) {
            return "was replaced";
        }
        if (size != before.size) {
            return (size > before.size ? "grew" : "shrank") + " from " + before.size + " to " + size + " bytes";
        }
        return modified.equals(before.modified) ? null : "was written again";
    }

    /** What it holds, in digits; of a large file, what tells it from another without reading it. */
    String digest() throws IOException {
        return size > MOST_READ ? size + " " + modified : Digest.of(real);
    }

    /**
     * The files that this ONNX file names for its weights, as they are written; none where it is no ONNX file, which is reported when
     * it is loaded.
     *
     * @return null where it cannot be read for now
     */
    Set<String> weights() {
        try (InputStream in = Channels.newInputStream(ResolvedFile.open(real))) {
            Set<String> locations = new LinkedHashSet<>();
            for (ExternalTensor tensor : OnnxOutline.read(in).externals()) {
                locations.add(tensor.location() == null ? "" : tensor.location());
            }
            return locations;
        } catch (OnnxFormatException e) {
            return Set.of();
        } catch (IOException e) {
            return null;
        }
    }
}
