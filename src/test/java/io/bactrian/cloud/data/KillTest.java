package io.bactrian.cloud.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.bactrian.cloud.data.FaultyDisk.Moment;

/** The service is killed at each of the steps that change its disk, and reads on where its data set says. */
class KillTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final int BATCH = 7;

    @TempDir(factory = InMemory.class)
    Path scratch;

    @ParameterizedTest
    @EnumSource(Moment.class)
    void eachSampleIsThereOnceWhereverTheProcessIsKilled(Moment moment) throws IOException {
        List<Incoming> topic = topic();
        int steps = run(topic, scratch.resolve("whole"), new FaultyDisk(Integer.MAX_VALUE, moment)).steps();
        assertTrue(steps > 40, "too few steps to be a test: " + steps);
        for (int killedAt = 1; killedAt <= steps; killedAt++) {
            Path dir = scratch.resolve(moment + "-" + killedAt);
            FaultyDisk first = run(topic, dir, new FaultyDisk(killedAt, moment));
            assertTrue(first.killed() || moment == Moment.HALFWAY, "step " + killedAt + " did not come");
            run(topic, dir, new FaultyDisk(killedAt % 5 + 1, moment));
            run(topic, dir, new FaultyDisk(Integer.MAX_VALUE, moment));
            requireEachOnce(topic, dir, "killed at step " + killedAt);
        }
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void retentionGoesOnWhereItWasKilled(Moment moment) throws IOException {
        for (int killedAt = 1; killedAt <= 12; killedAt++) {
            Path dir = scratch.resolve(moment + "-" + killedAt);
            run(topic(), dir, new FaultyDisk(Integer.MAX_VALUE, moment));
            Clock later = Clock.fixed(NOW.plus(Duration.ofDays(31)), ZoneOffset.UTC);
            for (int end : new int[]{killedAt, Integer.MAX_VALUE}) {
                try (StoredDataSet data = new StoredDataSet(settings(dir), later, new FaultyDisk(end, moment), () -> 0)) {
                    data.step();
                } catch (IOException e) {
                    assertEquals(killedAt, end, "only the first is killed: " + e);
                }
            }
            try (StoredDataSet data = new StoredDataSet(settings(dir), later); Stream<Path> left = Files.list(dir)) {
                assertEquals(List.of(), data.models());
                assertEquals(List.of("_index.db"), left.map(file -> file.getFileName().toString())
                        .filter(name -> !name.endsWith("-wal") && !name.endsWith("-shm")).sorted().toList());
            }
        }
    }

    /** Reads the topic from where the data set says, to its end or until the process is killed. */
    private static FaultyDisk run(List<Incoming> topic, Path dir, FaultyDisk disk) throws IOException {
        try (StoredDataSet data = new StoredDataSet(settings(dir), Clock.fixed(NOW, ZoneOffset.UTC), disk, () -> 0)) {
            int next = (int) Math.max(0, data.offset(Records.TOPIC, 0));
            while (next < topic.size()) {
                int end = Math.min(topic.size(), next + BATCH);
                data.append(topic.subList(next, end));
                next = end;
            }
        } catch (IOException e) {
            assertTrue(disk.killed(), () -> "not killed, and failed: " + e);
        }
        return disk;
    }

    private static DataSettings settings(Path dir) {
        return new DataSettings(dir, Duration.ofDays(30), 10L << 30, 0, 1000, 1000, List.of());
    }

    /** Two models, three days, two devices, a picture, what repeats, and what cannot be read. */
    private static List<Incoming> topic() {
        List<Incoming> topic = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String model = i % 3 == 0 ? "fan" : "pump";
            Instant at = NOW.minus(Duration.ofHours(i % 5 * 12L));
            int id = i % 11 == 10 ? i - 1 : i;
            topic.add(i % 13 == 12
                    ? Records.sample("no sample", i)
                    : Records.sample(i % 11 == 10 ? (i - 1) % 3 == 0 ? "fan" : "pump" : model, "device-" + id % 2, "r-" + id,
                            at, i));
        }
        topic.add(new Incoming(Kind.SAMPLE, new Incoming.Origin(Records.TOPIC, 0, topic.size(), NOW),
                Map.of("ce_type", "io.bactrian.picture.v1", "content-type", "image/png", "ce_id", "p/1", "ce_source",
                        "/devices/camera%2F1", "ce_time", NOW.toString(), "ce_model", "gauge", "ce_modelversion", "1"),
                new byte[]{1, 2, 3}));
        topic.add(
                Records.of(Kind.DRIFT, "{\"id\": \"d-1\", \"at\": \"2026-11-26T11:00:00Z\", \"model\": \"pump\"}", topic.size(),
                        Map.of()));
        topic.add(Records.of(Kind.LABEL, "{\"device\": \"device-1\", \"id\": \"r-1\", \"label\": \"normal\", \"by\": \"a\"}",
                topic.size(), Map.of()));
        return topic;
    }

    private static void requireEachOnce(List<Incoming> topic, Path dir, String what) throws IOException {
        Set<String> expected = new TreeSet<>();
        for (Incoming record : topic) {
            if (record.kind() == Kind.SAMPLE) {
                try {
                    Parsed parsed = IncomingReader.read(record, NOW);
                    expected.add(parsed.model() + " " + parsed.key());
                } catch (UnreadableException e) {
                    expected.add("rejected " + record.origin().offset());
                }
            }
        }
        List<String> found = new ArrayList<>();
        long lines = 0;
        try (StoredDataSet data = new StoredDataSet(settings(dir), Clock.fixed(NOW, ZoneOffset.UTC))) {
            for (String model : data.models()) {
                try (Labelled rows = data.rows(model, Instant.MIN, Instant.MAX)) {
                    while (rows.hasNext()) {
                        LabelledSample sample = rows.next();
                        found.add(model + " " + new Parsed.Key(sample.device(), sample.id()));
                        if (sample.json().has("picture")) {
                            assertEquals(3, Files.size(Path.of(sample.json().path("picture").asText())), what);
                        }
                    }
                }
                lines += data.counts(model).samples();
            }
            assertEquals(1, data.counts("pump").labelled(), what);
            assertEquals(1, data.driftSince("pump", Instant.EPOCH).size(), what);
            assertEquals(topic.size(), data.offset(Records.TOPIC, 0), what);
        }
        assertEquals(lines, found.size(), what);
        try (Stream<String> rejected = Files.lines(dir.resolve("_rejected/2026-11-26.jsonl"))) {
            rejected.forEach(line -> found.add("rejected " + SampleDecoder.object(line.getBytes()).path("offset").asLong()));
        }
        assertEquals(List.copyOf(expected), found.stream().sorted().toList(), what);
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : (Iterable<Path>) files.filter(each -> each.toString().endsWith(".jsonl"))::iterator) {
                Files.readAllLines(file).forEach(line -> SampleDecoder.object(line.getBytes()));
            }
        }
    }
}
