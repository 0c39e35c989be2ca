package io.bactrian.cloud.training;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Samples in memory. */
final class HeldSamples implements TrainingSamples {
    final List<Row> rows = new CopyOnWriteArrayList<>();
    /** When labels came; as many as there are. */
    final List<Instant> labelled = new CopyOnWriteArrayList<>();
    volatile Instant drift;

    HeldSamples(List<Row> rows) {
        this.rows.addAll(rows);
    }

    @Override
    public void read(String model, Instant from, Instant to, Reader reader) throws IOException {
        for (Row each : new ArrayList<>(rows)) {
            if (!each.at().isBefore(from) && each.at().isBefore(to)) {
                reader.row(each);
            }
        }
    }

    @Override
    public long labelledSince(String model, Instant since) {
        return labelled.stream().filter(each -> each.isAfter(since)).count();
    }

    @Override
    public Optional<Instant> driftSince(String model, Instant since) {
        return Optional.ofNullable(drift).filter(each -> each.isAfter(since));
    }
}
