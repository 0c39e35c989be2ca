package io.bactrian.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.delivery.Archives;

class VersionUnpackerTest {
    private static final int MOST = 1 << 20;

    @TempDir
    private Path dir;

    private final AtomicLong allowed = new AtomicLong();

    private Path version() {
        return dir.resolve("incoming/key/version");
    }

    private VersionUnpacker unpack(byte[] archive) throws IOException, InvalidArchiveException {
        Path file = Files.write(dir.resolve("archive"), archive);
        VersionUnpacker unpacker = new VersionUnpacker(version(), allowed::addAndGet, MOST, "the.limit");
        unpacker.archive(file);
        return unpacker;
    }

    private static byte[] with(String name, byte[] content) {
        Map<String, byte[]> files = new HashMap<>(Map.of("model.onnx", new byte[10], "model.yaml", new byte[0]));
        files.put(name, content);
        return Archives.zip(files);
    }

    @Test
    void filesAndTheirFoldersComeOutAsTheyWentIn() throws Exception {
        assertThat(unpack(with("weights/part-1.bin", new byte[]{1, 2})).written()).isEqualTo(12).isEqualTo(allowed.get());

        assertThat(version().resolve("weights/part-1.bin")).hasBinaryContent(new byte[]{1, 2});
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "/etc/outside", "a/../../outside", "..\\outside", ".hidden", "a//b", "C:outside",
        "a/b/c/d/e", "weights/..", "a\u0000b"})
    void aNameThatLeadsElsewhereIsRejected(String name) throws IOException {
        assertThatThrownBy(() -> unpack(with(name, new byte[]{1}))).isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("expected names of letters");
        try (Stream<Path> all = Files.walk(dir)) {
            assertThat(all.map(Path::toString)).noneMatch(path -> path.endsWith("outside"));
        }
    }

    @Test
    void aBombIsCutAtTheBound() throws IOException {
        byte[] bomb = with("zeros.bin", new byte[MOST * 8]);
        assertThat(bomb.length).isLessThan(MOST / 50);

        assertThatThrownBy(() -> unpack(bomb)).isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("more than " + MOST + " bytes once unpacked", "the.limit");
        assertThat(Files.size(version().resolve("zeros.bin"))).isLessThanOrEqualTo(MOST);
        assertThat(allowed.get()).isLessThanOrEqualTo(MOST);
    }

    @Test
    void tooManyFilesAreRejected() {
        Map<String, byte[]> files = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            files.put("w" + i, new byte[0]);
        }
        assertThatThrownBy(() -> unpack(Archives.zip(files))).hasMessageContaining("more than 64 files");
    }

    @Test
    void aLinkInAnArchiveBecomesNoLink() throws Exception {
        byte[] archive = with("link.bin", "/etc/passwd".getBytes(StandardCharsets.UTF_8));
        // The entry's attributes in the central directory say "symbolic link", made on Unix.
        int entry = indexOf(archive, new byte[]{'P', 'K', 1, 2}, "link.bin");
        archive[entry + 5] = 3;
        archive[entry + 40] = 0;
        archive[entry + 41] = (byte) 0xa1;
        unpack(archive);

        assertThat(version().resolve("link.bin")).isRegularFile().hasContent("/etc/passwd");
        assertThat(Files.isSymbolicLink(version().resolve("link.bin"))).isFalse();
    }

    private static int indexOf(byte[] archive, byte[] signature, String name) {
        for (int i = 0; i + 46 + name.length() <= archive.length; i++) {
            if (Arrays.equals(archive, i, i + 4, signature, 0, 4)
                    && new String(archive, i + 46, name.length(), StandardCharsets.US_ASCII).equals(name)) {
                return i;
            }
        }
        throw new IllegalStateException("no entry " + name);
    }

    @Test
    void whatIsNoArchiveOrNoVersionIsRejectedWithTheRemedy() {
        assertThatThrownBy(() -> unpack("a page of HTML".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("model.onnx is not at its top level", "zip -r");
        assertThatThrownBy(() -> unpack(Archives.zip(Map.of("2/model.onnx", new byte[1], "2/model.yaml", new byte[1]))))
                .isInstanceOf(InvalidArchiveException.class).hasMessageContaining("[2/model.onnx, 2/model.yaml]");
    }

    @Test
    void anArchiveThatEndsInTheMiddleIsRejected() throws IOException {
        byte[] whole = Archives.version(10_000, 1);
        assertThatThrownBy(() -> unpack(Arrays.copyOf(whole, 5_000))).isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("cannot be unpacked");
    }

    @Test
    void aFileThatIsAlsoAFolderIsRejected() {
        assertThatThrownBy(() -> unpack(with("model.onnx/weights", new byte[1]))).isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("also");
    }
}
