package io.bactrian.cloud.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredDataSetTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    @TempDir(factory = InMemory.class)
    Path dir;
    private StoredDataSet data;

    @BeforeEach
    void open() {
        data = new StoredDataSet(DataSettings.of(dir), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        data.close();
    }

    @Test
    void samplesAreReadBackInOrderOfDeviceAndTime() throws IOException {
        data.append(List.of(Records.sample("pump", "b", "2", NOW.minusSeconds(1), 0), Records.sample("pump", "a", "3", NOW, 1),
                Records.sample("pump", "b", "1", NOW.minusSeconds(2), 2), Records.sample("fan", "a", "1", NOW, 3)));
        assertEquals(List.of("a 3", "b 1", "b 2"),
                rows("pump").stream().map(sample -> sample.device() + " " + sample.id()).toList());
        assertEquals(List.of("fan", "pump"), data.models());
        assertEquals(4, data.offset(Records.TOPIC, 0));
    }

    @Test
    void aSampleHasAllThatItCameWith() throws IOException {
        data.append(List.of(Records.sample("pump", "a", "r-1", NOW, 0)));
        LabelledSample sample = rows("pump").get(0);
        assertEquals(Map.of("site", "demo"), sample.labels());
        assertEquals("entropy,random", sample.reason());
        assertEquals(0.25, sample.probability());
        assertEquals("1", sample.version());
        assertEquals(NOW, sample.at());
        assertEquals(2.6158705, sample.json().path("outputs").path("score").doubleValue());
        assertNull(sample.label());
        String line = Files.readString(dir.resolve("pump/2026-11-26.jsonl"));
        assertTrue(line.contains("\"Pressure\": 0.380}") && line.lines().count() == 1, line);
    }

    @Test
    void aRepeatCountsOnce() throws IOException {
        Incoming one = Records.sample("pump", "a", "r-1", NOW, 0);
        data.append(List.of(one, one));
        data.append(List.of(one));
        assertEquals(1, rows("pump").size());
        assertEquals(1, data.counts("pump").samples());
        assertEquals(2, data.stats().repeats());
    }

    @Test
    void aLabelJoinsItsSampleBeforeOrAfter() throws IOException {
        data.label(List.of(Label.of("a", "2", "anomaly", "technician", NOW)));
        data.append(List.of(Records.sample("pump", "a", "1", NOW, 0), Records.sample("pump", "a", "2", NOW, 1)));
        data.label(List.of(Label.of("a", "1", "normal", "technician", NOW)));
        assertEquals(List.of("normal", "anomaly"), rows("pump").stream().map(LabelledSample::label).toList());
        assertEquals(2, data.counts("pump").labelled());
    }

    private List<LabelledSample> rows(String model) throws IOException {
        List<LabelledSample> all = new ArrayList<>();
        try (Labelled rows = data.rows(model, Instant.MIN, Instant.MAX)) {
            rows.forEachRemaining(all::add);
        }
        return all;
    }
}
