package io.bactrian.cloud.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.cloud.data.DataSettings;
import io.bactrian.cloud.data.Incoming;
import io.bactrian.cloud.data.Kind;
import io.bactrian.cloud.data.Label;
import io.bactrian.cloud.data.StoredDataSet;
import io.bactrian.cloud.pool.CardDraft;
import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.pool.PoolSettings;
import io.bactrian.cloud.training.TrainingSamples.Row;
import io.bactrian.cloud.training.plan.PlanFile;
import io.bactrian.cloud.training.plan.TrainingPlan.Deployment;
import io.bactrian.kit.Patience;

/** Over the data set and the pool as the service has them: only who deploys is a stand-in. */
class CollectedTrainingTest {
    private static final String MODEL = Laboratory.MODEL;

    @TempDir
    private Path dir;
    private final List<String> deployed = new ArrayList<>();

    private final class Deployer implements Announcer {
        @Override
        public OptionalInt serving(String model) {
            return OptionalInt.empty();
        }

        @Override
        public void deploy(String model, int version, Deployment deployment, Instant until, String by) {
            deployed.add(model + " " + version + " by " + by.substring(0, 9) + " until " + until);
        }
    }

    private static Incoming incoming(Row row, int offset) {
        ObjectNode json = ((ObjectNode) row.json()).put("ts", row.at().toEpochMilli()).put("version", "1");
        json.putObject("labels").put("site", "north");
        json.putObject("telemetry").put("id", row.id());
        return new Incoming(Kind.SAMPLE, new Incoming.Origin("bactrian.samples", 0, offset, row.at()),
                Map.of("ce_reason", "every", "ce_probability", "1"), json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void fill(StoredDataSet data, List<Row> rows) throws Exception {
        List<Incoming> records = new ArrayList<>();
        List<Label> labels = new ArrayList<>();
        for (Row row : rows) {
            records.add(incoming(row, records.size()));
            labels.add(Label.of(row.device(), row.id(), row.label(), "technician", Laboratory.AFTERWARDS.instant()));
        }
        data.append(records);
        assertThat(data.label(labels)).containsOnlyNulls();
    }

    @Test
    void whatIsCollectedAndLabelledBecomesAVersionOfThePoolOnce() throws Exception {
        Pool pool = new Pool(dir.resolve("pool"), new PoolSettings(1 << 26, 1 << 30, 0, false), null, Laboratory.AFTERWARDS);
        try (Laboratory laboratory = new Laboratory(dir.resolve("laboratory"), List.of(), "{trainer: classifier}");
                StoredDataSet data = new StoredDataSet(
                        new DataSettings(dir.resolve("data"), Duration.ofDays(3650), 1 << 30, 0, 10, 1_000_000, List.of()),
                        Laboratory.AFTERWARDS)) {
            laboratory.serve(RetrainingTest.CLASSIFIER, Windows.of(MODEL, 1, 3));
            pool.add(laboratory.dir.resolve("pool/1"), CardDraft.uploaded(MODEL, 1, "Ann"));
            fill(data, Windows.of(MODEL, 2, 5, RetrainingTest::drifted));
            Path file = Files.writeString(dir.resolve("training.yaml"), "models: {" + MODEL
                    + ": {trainer: classifier, trigger: {labels: 500}, trusted: [technician], deploy: {mode: auto, within: 1d}}}");
            CollectedSamples samples = new CollectedSamples(data);
            assertThat(samples.labelledSince(MODEL, Instant.EPOCH)).isEqualTo(1000);
            assertThat(samples.driftSince(MODEL, Instant.EPOCH)).isEmpty();

            try (Training training = new Training(new PlanFile(file), samples, new PoolVersions(pool, new Deployer(), 1 << 26),
                    dir.resolve("training"), 1 << 26, Laboratory.SILENT, Laboratory.AFTERWARDS)) {
                training.step();
                await().atMost(Patience.LONG).until(() -> !training.status(MODEL).history().isEmpty());
                TrainingRecord record = training.status(MODEL).history().get(0);
                assertThat(record.outcome()).as(record.reason()).isEqualTo(Outcome.ACCEPTED);
                assertThat(record.serving()).isEqualTo(1);
                assertThat(record.version()).isEqualTo(2);
                assertThat(pool.find(MODEL, 2).orElseThrow().card()).satisfies(card -> {
                    assertThat(card.by()).isEqualTo("training " + record.id());
                    assertThat(card.metrics()).containsKey("macro-f1");
                    assertThat(card.trainedOn().data()).contains("labelled samples from 2026-01-31T");
                    assertThat(card.latency()).isPositive();
                });
                assertThat(new PoolVersions(pool, new Deployer(), 1).madeBy(MODEL, record.id())).hasValue(2);
                assertThat(deployed).containsExactly("pump-fault 2 by training  until "
                        + Laboratory.AFTERWARDS.instant().plus(Duration.ofDays(1)));
            }
        }
    }
}
