package io.bactrian.cloud.data;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A data set in a folder of its own, whose clock a test sets. */
abstract class DataRig {
    static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    @TempDir(factory = InMemory.class)
    Path dir;
    StoredDataSet data;
    private Instant now = NOW;
    private long offset;

    @BeforeEach
    void open() {
        data = open(settings());
    }

    @AfterEach
    void close() {
        data.close();
    }

    DataSettings settings() {
        return new DataSettings(dir, Duration.ofDays(30), 10L << 30, 0, 5, 1000, List.of("technician", "import"));
    }

    StoredDataSet open(DataSettings settings) {
        return open(settings, new Disk());
    }

    StoredDataSet open(DataSettings settings, Disk disk) {
        return new StoredDataSet(settings, new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        }, disk, () -> 0);
    }

    /** The same folder, opened again. */
    void reopen() {
        data.close();
        data = open(settings());
    }

    void later(Duration by) {
        now = now.plus(by);
    }

    Instant now() {
        return now;
    }

    void sample(String model, String device, String id, Instant at) throws IOException {
        data.append(List.of(Records.sample(model, device, id, at, offset++)));
    }

    void text(String json) throws IOException {
        data.append(List.of(Records.sample(json, offset++)));
    }

    List<LabelledSample> rows(String model) throws IOException {
        List<LabelledSample> all = new ArrayList<>();
        try (Labelled rows = data.rows(model, Instant.MIN, Instant.MAX)) {
            rows.forEachRemaining(all::add);
        }
        return all;
    }
}
