package io.bactrian.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;

@ExpectedErrors("io.bactrian.metrics")
class ExportSpoolTest {
    private static final long NOW = 1_795_000_000_000L;
    private static final Duration MAX_AGE = Duration.ofHours(1);

    @TempDir
    private Path parent;

    private ExportSpool spool(int maxExports, long capacity, long minFree) {
        ExportSpool spool = new ExportSpool(new PushSettings(URI.create("http://127.0.0.1:1/"), RequestHeaders.NONE, Map.of(),
                Duration.ofMinutes(1), dir(), MAX_AGE, maxExports, capacity, minFree));
        spool.open();
        return spool;
    }

    private ExportSpool spool() {
        return spool(100, 1 << 20, 0);
    }

    private Path dir() {
        return parent.resolve("spool/metrics");
    }

    private static byte[] export(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void add(ExportSpool spool, int from, int to) {
        for (int i = from; i <= to; i++) {
            spool.add(export("export " + i), NOW + i);
        }
    }

    private static List<String> drained(ExportSpool spool) throws IOException {
        List<String> texts = new ArrayList<>();
        while (!spool.isEmpty()) {
            ExportFile first = spool.first();
            byte[] content = spool.read(first);
            if (content != null) {
                texts.add(new String(new GZIPInputStream(new java.io.ByteArrayInputStream(content)).readAllBytes()));
                spool.remove(first);
            }
        }
        return texts;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(dir())) {
            return files.sorted().toList();
        }
    }

    @Test
    void whatWaitsGoesOutInOrderAlsoAfterARestartAndAClockThatWentBack() throws IOException {
        ExportSpool before = spool();
        before.add(export("first"), NOW);
        before.add(export("second"), NOW - 1_000_000);

        ExportSpool after = spool();
        after.add(export("third"), NOW + 5);

        assertThat(after.totals()).isEqualTo(new ExportSpool.Totals(3,
                export("first").length + export("second").length + export("third").length, NOW));
        assertThat(drained(after)).containsExactly("first", "second", "third");
        assertThat(files()).isEmpty();
        assertThat(after.totals()).isEqualTo(new ExportSpool.Totals(0, 0, 0));
    }

    @Test
    void nothingButExportsIsTouchedAndWhatWasNotWrittenToItsEndGoes() throws IOException {
        add(spool(), 1, 1);
        Path foreign = Files.writeString(dir().resolve("notes.txt"), "mine");
        Path half = Files.writeString(dir().resolve("." + ExportFile.name(7, NOW) + ".new"), "hal");

        assertThat(drained(spool())).containsExactly("export 1");
        assertThat(foreign).exists();
        assertThat(half).doesNotExist();
    }

    @Test
    void theOldestGoWhenTooManyWait() throws IOException {
        ExportSpool spool = spool(3, 1 << 20, 0);
        add(spool, 1, 5);

        assertThat(spool.dropped(DropReason.ROOM)).isEqualTo(2);
        assertThat(files()).hasSize(3);
        assertThat(drained(spool)).containsExactly("export 3", "export 4", "export 5");
    }

    @Test
    void theOldestGoWhenTheirBytesAreTooManyAlsoThoseOfAnEarlierStart() throws IOException {
        add(spool(), 1, 5);
        ExportSpool spool = spool(100, 3L * export("export 1").length, 0);
        add(spool, 6, 6);

        assertThat(spool.dropped(DropReason.ROOM)).isEqualTo(3);
        assertThat(drained(spool)).containsExactly("export 4", "export 5", "export 6");
    }

    @Test
    void whatWaitedTooLongGoes() throws IOException {
        ExportSpool spool = spool();
        add(spool, 1, 3);
        spool.expire(NOW + 2 + MAX_AGE.toMillis());

        assertThat(spool.dropped(DropReason.AGE)).isEqualTo(1);
        assertThat(spool.totals().oldest()).isEqualTo(NOW + 2);
        assertThat(drained(spool)).containsExactly("export 2", "export 3");
    }

    @Test
    void withLittleFreeOnTheDiskAllRoomIsGivenBack() throws IOException {
        add(spool(), 1, 4);
        ExportSpool spool = spool(100, 1 << 20, Long.MAX_VALUE / 2);
        add(spool, 5, 5);

        assertThat(files()).isEmpty();
        assertThat(spool.dropped(DropReason.ROOM)).isEqualTo(4);
        assertThat(spool.dropped(DropReason.DISK)).isEqualTo(1);
    }

    @Test
    void aDamagedFileIsDroppedAndTheOthersGoOut() throws IOException {
        ExportSpool spool = spool();
        add(spool, 1, 6);
        List<Path> files = files();
        byte[] flipped = Files.readAllBytes(files.get(0));
        flipped[flipped.length / 2] ^= 4;
        Files.write(files.get(0), flipped);
        Files.write(files.get(1), new byte[0]);
        Files.delete(files.get(2));
        byte[] zeros = new byte[(int) Files.size(files.get(3))];
        Files.write(files.get(3), zeros);

        assertThat(drained(spool)).containsExactly("export 5", "export 6");
        assertThat(spool.dropped(DropReason.DAMAGED)).isEqualTo(4);
        assertThat(files()).isEmpty();
    }

    @Test
    void aFileThatIsCutOffBeforeTheStartIsDroppedToo() throws IOException {
        add(spool(), 1, 2);
        byte[] whole = Files.readAllBytes(files().get(0));
        Files.write(files().get(0), java.util.Arrays.copyOf(whole, whole.length - 3));

        ExportSpool spool = spool();
        assertThat(drained(spool)).containsExactly("export 2");
        assertThat(spool.dropped(DropReason.DAMAGED)).isEqualTo(1);
    }

    @Test
    void aFolderThatIsGoneIsMadeAgainAndOneThatCannotBeMadeCostsTheExportOnly() throws IOException {
        Files.createDirectories(dir().getParent());
        Files.writeString(dir(), "in the way");
        ExportSpool spool = spool();
        add(spool, 1, 2);
        assertThat(spool.dropped(DropReason.DISK)).isEqualTo(2);

        Files.delete(dir());
        add(spool, 3, 3);
        Files.delete(files().get(0));
        Files.delete(dir());
        add(spool, 4, 4);

        assertThat(drained(spool)).containsExactly("export 4");
        assertThat(spool.dropped(DropReason.DISK)).isEqualTo(2);
    }
}
