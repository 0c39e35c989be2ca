package io.bactrian.cloud.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

class ReadingTest extends DataRig {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void rowsOfATimeAreFromItsBeginUpToWithoutItsEnd() throws IOException {
        List<Incoming> records = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            records.add(Records.sample("pump", i % 2 == 0 ? "a" : "", "r-" + i, NOW.plusSeconds(i), i));
        }
        data.append(records);
        List<String> found = new ArrayList<>();
        try (Labelled rows = data.rows("pump", NOW.plusSeconds(10), NOW.plusSeconds(14))) {
            rows.forEachRemaining(sample -> found.add(sample.device() + " " + sample.id()));
            assertThatThrownBy(rows::next).isInstanceOf(NoSuchElementException.class);
        }
        assertThat(found).containsExactly(" r-11", " r-13", "a r-10", "a r-12");
        assertThat(rows("pump")).hasSize(2500).isSortedAccordingTo((one, other) -> one.device().equals(other.device())
                ? one.at().compareTo(other.at())
                : one.device().compareTo(other.device()));
    }

    @Test
    void aReadingHasWhatWasThereWhenItBegan() throws IOException {
        sample("pump", "a", "r-1", NOW);
        try (Labelled rows = data.rows("pump", Instant.MIN, Instant.MAX)) {
            sample("pump", "b", "r-2", NOW);
            assertThat(rows.next().id()).isEqualTo("r-1");
            assertThat(rows.hasNext()).isFalse();
        }
        assertThat(data.rows("nothing", Instant.MIN, Instant.MAX).hasNext()).isFalse();
    }

    @Test
    void readersAreBoundedAndSoAreTheirFiles() throws IOException {
        for (int day = 0; day < 29; day++) {
            sample("pump", "a", "r-" + day, NOW.minus(Duration.ofDays(day)));
        }
        List<Labelled> open = new ArrayList<>();
        long before = openFiles();
        for (int i = 0; i < 16; i++) {
            Labelled rows = data.rows("pump", Instant.MIN, Instant.MAX);
            rows.forEachRemaining(sample -> assertThat(sample.id()).isNotEmpty());
            open.add(rows);
        }
        assertThatThrownBy(() -> data.rows("pump", Instant.MIN, Instant.MAX)).hasMessageContaining("the most at a time");
        assertThat(openFiles() - before).isLessThanOrEqualTo(16 * (16 + 3));
        open.forEach(Labelled::close);
        assertThat(rows("pump")).hasSize(29);
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    @Test
    void statisticsAndDriftAreReadInOrderOfTime() throws IOException {
        List<Incoming> records = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Instant at = NOW.minusSeconds(i);
            records.add(Records.of(Kind.STATISTICS, "{\"id\":\"s-%d\",\"model\":\"pump\",\"to\":\"%s\"}".formatted(i, at), i,
                    Map.of()));
            records.add(
                    Records.of(Kind.DRIFT, "{\"id\":\"d-%d\",\"model\":\"pump\",\"at\":\"%s\"}".formatted(i, at), i, Map.of()));
        }
        data.append(records);
        data.append(records);

        assertThat(data.driftSince("pump", NOW.minusSeconds(2))).extracting(event -> event.path("id").asText())
                .containsExactly("d-2", "d-1", "d-0");
        try (Documents documents = data.statistics("pump", Instant.MIN, NOW)) {
            List<String> ids = new ArrayList<>();
            documents.forEachRemaining(document -> ids.add(document.path("id").asText()));
            assertThat(ids).containsExactly("s-4", "s-3", "s-2", "s-1");
        }
        assertThat(dir.resolve("pump/2026-11-26.statistics.jsonl")).exists();
        assertThat(dir.resolve("pump/2026-11-26.drift.jsonl")).exists();
    }

    @Test
    void aPictureIsAFileBesideItsLineWhateverItsId() throws IOException {
        byte[] picture = {1, 2, 3};
        for (String id : List.of("p/../1", "p/../2", "ä".repeat(500))) {
            data.append(List.of(new Incoming(Kind.SAMPLE, new Incoming.Origin("t", 0, 0, NOW),
                    Map.of("ce_type", "io.bactrian.picture.v1", "content-type", "image/jpeg", "ce_id", id, "ce_source",
                            "/devices/a%2Fcamera", "ce_time", NOW.toString(), "ce_model", "gauge", "ce_modelversion", "3",
                            "ce_labels", "{\"site\":\"demo\"}", "ce_outputs", "{\"reading\":0.5}", "ce_label", "low"),
                    picture)));
        }

        assertThat(rows("gauge")).hasSize(3).allSatisfy(sample -> {
            Path file = Path.of(sample.json().path("picture").asText());
            assertThat(file).hasBinaryContent(picture).hasParent(dir.resolve("gauge/2026-11-26.pictures"));
            assertThat(sample.device()).isEqualTo("a/camera");
            assertThat(sample.labels()).containsEntry("site", "demo");
            assertThat(sample.version()).isEqualTo("3");
        });
        assertThat(data.counts("gauge").bytes()).isGreaterThan(9);
    }

    @Test
    void theExportHasEachSampleAsItCameWithItsLabelInFront() throws IOException {
        sample("pump", "a", "r-1", NOW);
        sample("pump", "a", "r-2", NOW.plusSeconds(1));
        data.label(List.of(Label.of("a", "r-2", "normal", "technician", NOW)));
        DataExport export = new DataExport(dir, List.of());

        List<String> all = export(export, false);
        assertThat(all).hasSize(2);
        assertThat(all.get(0)).isEqualTo(Files.readAllLines(dir.resolve("pump/2026-11-26.jsonl")).get(0));
        assertThat(export(export, true)).singleElement().satisfies(line -> {
            assertThat(line).contains("\"Pressure\": 0.380").isEqualTo(all.get(1));
            assertThat(JSON.readTree(line).path("label").asText()).isEqualTo("normal");
            assertThat(JSON.readTree(line).path("labelledBy").asText()).isEqualTo("technician");
            assertThat(JSON.readTree(line).path("id").asText()).isEqualTo("r-2");
        });
        assertThatThrownBy(() -> new DataExport(dir.resolve("nowhere"), List.of())).isInstanceOf(NoSuchFileException.class);
    }

    private static List<String> export(DataExport export, boolean labelled) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long lines = export.write(new DataExport.Selection("pump", Instant.MIN, Instant.MAX, labelled), out, seen -> {
        });
        List<String> written = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(written).hasSize((int) lines);
        return written;
    }
}
