package io.bactrian.cloud.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.cloud.data.DataSet;
import io.bactrian.cloud.data.Labelled;
import io.bactrian.cloud.data.LabelledSample;

/** What the cloud has collected. */
public final class CollectedSamples implements TrainingSamples {
    private final DataSet data;

    public CollectedSamples(DataSet data) {
        this.data = data;
    }

    @Override
    public void read(String model, Instant from, Instant to, Reader reader) throws IOException {
        try (Labelled rows = data.rows(model, from, to)) {
            while (rows.hasNext()) {
                LabelledSample sample = rows.next();
                if (sample.labelled()) {
                    reader.row(row(sample));
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Row row(LabelledSample sample) {
        return new Row(sample.id(), sample.device(), sample.at(), sample.labels(), sample.json(), sample.label(),
                Double.isNaN(sample.value()) ? null : sample.value(), sample.by(), sample.reason(),
                Double.isNaN(sample.probability()) ? null : sample.probability(), sample.version());
    }

    @Override
    public long labelledSince(String model, Instant since) throws IOException {
        return data.counts(model).labelledSince(since);
    }

    @Override
    public Optional<Instant> driftSince(String model, Instant since) throws IOException {
        Instant newest = null;
        for (ObjectNode event : data.driftSince(model, since)) {
            if (event.path("event").asText().equals("drift")) {
                newest = Instant.parse(event.path("at").asText());
            }
        }
        return Optional.ofNullable(newest).filter(each -> each.isAfter(since));
    }
}
