package io.bactrian.cloud.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class RetentionTest extends DataRig {
    @Test
    void daysThatAreTooOldGoWithTheirLinesInTheIndex() throws IOException {
        sample("pump", "a", "old", NOW.minus(Duration.ofDays(29)));
        sample("fan", "a", "old", NOW.minus(Duration.ofDays(29)));
        sample("pump", "a", "new", NOW);
        later(Duration.ofDays(2));
        data.step();

        assertThat(rows("pump")).extracting(LabelledSample::id).containsExactly("new");
        assertThat(data.models()).containsExactly("pump");
        assertThat(dir.resolve("pump/2026-10-28.jsonl")).doesNotExist();
        assertThat(dir.resolve("fan")).doesNotExist();
        assertThat(data.stats().deleted()).isEqualTo(2);
        sample("fan", "a", "again", NOW);
        assertThat(rows("fan")).hasSize(1);
    }

    @Test
    void aFloodOfOneModelDeletesNothingOfAnotherAndTheIndexShrinks() throws Exception {
        data.close();
        data = open(new DataSettings(dir, Duration.ofDays(30), 24 << 20, 0, 5, 1000, List.of()));
        sample("fan", "a", "r-1", NOW.minus(Duration.ofDays(20)));
        List<Incoming> flood = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            flood.add(Records.sample("pump", "a-device-with-a-long-name", "an-id-that-is-long-" + i, NOW.plusSeconds(i), i));
            if (flood.size() == 2000) {
                data.append(flood);
                flood.clear();
            }
        }
        long before = size();
        data.step();

        assertThat(before).isGreaterThan(28 << 20);
        assertThat(size()).isLessThan(26 << 20);
        assertThat(data.stats().bytes()).isLessThanOrEqualTo(24 << 20);
        try (Sql sql = Sql.reading(dir.resolve("_index.db"))) {
            assertThat(sql.number(-1, "PRAGMA freelist_count") * 4).isLessThan(sql.number(-1, "PRAGMA page_count"));
        }
        assertThat(rows("fan")).hasSize(1);
        List<LabelledSample> left = rows("pump");
        assertThat(left).isNotEmpty().hasSize((int) data.counts("pump").samples());
        assertThat(left.get(left.size() - 1).id()).as("the newest stays").endsWith("-59999");
    }

    @Test
    void whatIsBeingReadIsLeftOutWhenItIsDeletedMeanwhile() throws IOException {
        for (int i = 0; i < 30; i++) {
            sample("pump", "a", "old-" + i, NOW.minus(Duration.ofDays(29)));
            sample("pump", "b", "new-" + i, NOW);
        }
        try (Labelled rows = data.rows("pump", Instant.MIN, Instant.MAX)) {
            assertThat(rows.next().id()).startsWith("old-");
            later(Duration.ofDays(3));
            data.step();
            List<String> rest = new ArrayList<>();
            rows.forEachRemaining(sample -> rest.add(sample.id()));
            assertThat(rest).filteredOn(id -> id.startsWith("new-")).hasSize(30);
        }
    }

    @Test
    void recordsThatCannotBeReadTakeSixteenMebibytesAtMost() throws IOException {
        String nonsense = "no JSON ".repeat(600);
        List<Incoming> records = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            records.add(Records.sample(nonsense, i));
        }
        data.append(records.subList(0, 2500));
        data.append(records.subList(2500, 5000));
        data.step();

        try (var files = Files.list(dir.resolve("_rejected"))) {
            assertThat(files.mapToLong(RetentionTest::size).sum()).isBetween(1L << 20, 16L << 20);
        }
        assertThat(data.stats().added(Kind.REJECTED)).isEqualTo(5000);
    }

    private long size() throws IOException {
        data.close();
        try (var files = Files.walk(dir)) {
            return files.filter(Files::isRegularFile).mapToLong(RetentionTest::size).sum();
        } finally {
            data = open(new DataSettings(dir, Duration.ofDays(30), 24 << 20, 0, 5, 1000, List.of()));
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }
}
