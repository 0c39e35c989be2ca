package io.bactrian.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.delivery.Archives;

class TarReaderTest {
    private static final int MOST = 1 << 20;

    @TempDir
    private Path dir;

    private static Map<String, byte[]> read(byte[] tar) throws IOException, InvalidArchiveException {
        Map<String, byte[]> files = new HashMap<>();
        new TarReader(new ByteArrayInputStream(tar)).read((name, content) -> files.put(name, content.readAllBytes()));
        return files;
    }

    private interface Writing {
        void write(TarArchiveOutputStream tar) throws IOException;
    }

    private static byte[] tar(Writing writing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            writing.write(tar);
        }
        return bytes.toByteArray();
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] content) throws IOException {
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    @ParameterizedTest
    @ValueSource(ints = {TarArchiveOutputStream.LONGFILE_POSIX, TarArchiveOutputStream.LONGFILE_GNU})
    void filesComeOutAsTheyWentInAlsoWithLongNamesAndFolders(int mode) throws Exception {
        String longName = "weights/" + "w".repeat(95) + "/" + "x".repeat(90);
        byte[] archive = tar(tar -> {
            tar.setLongFileMode(mode);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            put(tar, new TarArchiveEntry("./"), new byte[0]);
            put(tar, new TarArchiveEntry("./model.onnx"), new byte[1000]);
            put(tar, new TarArchiveEntry(longName), new byte[]{1, 2, 3});
            put(tar, new TarArchiveEntry("empty"), new byte[0]);
        });

        assertThat(read(archive)).containsOnlyKeys("model.onnx", longName, "empty").containsEntry(longName,
                new byte[]{1, 2, 3});
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_LINK, TarConstants.LF_SYMLINK, TarConstants.LF_CHR, TarConstants.LF_FIFO})
    void whatIsNoFileIsRejected(byte type) throws IOException {
        byte[] archive = tar(tar -> {
            TarArchiveEntry link = new TarArchiveEntry("model.yaml", type);
            link.setLinkName("/etc/passwd");
            put(tar, link, new byte[0]);
        });

        assertThatThrownBy(() -> read(archive)).isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("'model.yaml', which is no regular file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "/etc/outside", "a/../../outside", ".hidden"})
    void aNameThatLeadsElsewhereIsRejected(String name) throws IOException {
        byte[] archive = tar(tar -> put(tar, new TarArchiveEntry(name, true), new byte[]{1}));

        assertThatThrownBy(() -> unpack(Form.TAR, archive)).isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("expected names of letters");
        try (Stream<Path> all = Files.walk(dir)) {
            assertThat(all.map(Path::toString)).noneMatch(path -> path.endsWith("outside"));
        }
    }

    private void unpack(Form form, byte[] archive) throws IOException, InvalidArchiveException {
        VersionUnpacker unpacker = new VersionUnpacker(dir.resolve("version"), bytes -> {
        }, MOST, "the.limit");
        unpacker.add(form, "", Files.write(dir.resolve("archive"), archive));
        unpacker.complete();
    }

    @Test
    void headersAreHeldUpToABoundWhateverTheySay() throws IOException {
        byte[] archive = tar(
                tar -> put(tar, new TarArchiveEntry("x", TarConstants.LF_PAX_EXTENDED_HEADER_LC), new byte[1 << 20]));

        assertThatThrownBy(() -> read(archive)).isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("a header of 1048576 bytes");
    }

    @Test
    void aBombIsCutAtTheBound() throws IOException {
        byte[] bomb = Archives.gzip(Archives.tar(Map.of("model.onnx", new byte[MOST * 8], "model.yaml", new byte[0])));
        assertThat(bomb.length).isLessThan(MOST / 50);

        assertThatThrownBy(() -> unpack(Form.TAR_GZIP, bomb)).isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("more than " + MOST + " bytes once unpacked");
        assertThat(Files.size(dir.resolve("version/model.onnx"))).isLessThanOrEqualTo(MOST);
    }

    @Test
    void whatIsCutOrNoTarArchiveIsRejected() throws IOException {
        byte[] whole = Archives.tar(Map.of("model.onnx", new byte[5000], "model.yaml", new byte[0]));
        byte[] zipped = Archives.gzip(whole);

        for (int length : new int[]{0, 100, 700, 5632, whole.length / 512 * 256}) {
            assertThatThrownBy(() -> unpack(Form.TAR, Arrays.copyOf(whole, length)))
                    .isInstanceOf(InvalidArchiveException.class);
            clear();
        }
        assertThatThrownBy(() -> unpack(Form.TAR_GZIP, Arrays.copyOf(zipped, zipped.length / 2)))
                .isInstanceOf(InvalidArchiveException.class);
        clear();
        assertThatThrownBy(() -> unpack(Form.TAR, Archives.text("a page of HTML".repeat(100))))
                .isInstanceOf(InvalidArchiveException.class).hasMessageContaining("no tar archive");
        assertThatThrownBy(() -> unpack(Form.TAR_GZIP, whole)).isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("cannot be unpacked");
    }

    private void clear() throws IOException {
        for (String name : new String[]{"version/model.onnx", "version/model.yaml"}) {
            Files.deleteIfExists(dir.resolve(name));
        }
    }
}
