package io.bactrian.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TimeZone;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import io.bactrian.model.repository.Digest;

class VersionPackerTest {
    private static final List<String> FILES = List.of("model.onnx", "model.yaml", "golden.json", "weights/part-1.bin");

    @TempDir
    private Path dir;

    private static byte[] pack(Path folder) throws IOException, InvalidArchiveException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        VersionPacker.pack(folder, bytes);
        return bytes.toByteArray();
    }

    private Path folder(String name, List<String> files) throws IOException {
        Path folder = dir.resolve(name);
        for (String file : files) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.writeString(folder.resolve(file), "the content of " + file);
        }
        return folder;
    }

    @Test
    void whatIsPackedComesOutAsItWentIn() throws Exception {
        Path archive = Files.write(dir.resolve("archive"), pack(folder("one", FILES)));
        Path out = dir.resolve("out");
        new VersionUnpacker(out, bytes -> {
        }, 1 << 20, "the.limit").archive(archive);

        for (String file : FILES) {
            assertThat(out.resolve(file)).hasContent("the content of " + file);
        }
    }

    /** The digest is written down, so that another Java, another machine and another year must give it too. */
    @Test
    @ResourceLock(Resources.TIME_ZONE)
    void theSameFilesGiveTheSameBytesWheneverAndWhereverTheyArePacked() throws Exception {
        Path one = folder("one", FILES);
        Path other = folder("other", FILES.stream().sorted().toList());
        Files.setLastModifiedTime(other.resolve("model.onnx"), FileTime.fromMillis(1_000_000_000));
        Files.setPosixFilePermissions(other.resolve("model.onnx"), PosixFilePermissions.fromString("rwx------"));
        byte[] packed = pack(one);
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
            assertThat(pack(other)).isEqualTo(packed);
        } finally {
            TimeZone.setDefault(before);
        }
        assertThat(Digest.of(ByteBuffer.wrap(packed)))
                .isEqualTo("6740afd5ddf170bf2d9e682917d0dd0f42c8855bf78e7bc3258c383d50a5ee5c");
    }

    @Test
    void anotherByteOrAnotherNameGivesOtherBytes() throws Exception {
        byte[] packed = pack(folder("one", FILES));
        Path changed = folder("two", FILES);
        Files.write(changed.resolve("model.yaml"), "the content of model.yamL".getBytes(StandardCharsets.UTF_8));

        assertThat(pack(changed)).isNotEqualTo(packed);
        assertThat(pack(folder("three", List.of("model.onnx", "model.yaml", "golden.json", "weights/part-2.bin"))))
                .isNotEqualTo(packed);
    }

    @Test
    void linksHiddenFilesAndTooManyFilesAreRefused() throws Exception {
        Path linked = folder("linked", FILES);
        Files.createSymbolicLink(linked.resolve("link.bin"), Path.of("/etc/passwd"));
        assertThatThrownBy(() -> pack(linked)).isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("'link.bin', which is no regular file");

        assertThatThrownBy(() -> pack(folder("hidden", List.of(".hidden")))).hasMessageContaining("expected names of letters");

        Path many = folder("many", List.of());
        for (int i = 0; i <= VersionUnpacker.MOST_FILES; i++) {
            Files.createDirectories(many);
            Files.writeString(many.resolve("w" + i), "");
        }
        assertThatThrownBy(() -> pack(many)).hasMessageContaining("more than 64 files");
    }
}
