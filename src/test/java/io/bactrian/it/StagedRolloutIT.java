package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import io.bactrian.announce.Announcement;
import io.bactrian.announce.AnnouncementJson;
import io.bactrian.announce.RolloutReport;
import io.bactrian.announce.RolloutReportJson;
import io.bactrian.cloud.pool.CardDraft;
import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.pool.PoolException;
import io.bactrian.cloud.pool.PoolSettings;
import io.bactrian.kit.Announcer;
import io.bactrian.kit.Application;
import io.bactrian.kit.KafkaProcess;
import io.bactrian.kit.KafkaTap;
import io.bactrian.kit.ModelsFolder;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;
import io.bactrian.kit.Scratch;

/** The packaged cloud before a real Kafka, and two nodes that only report. */
@SuppressWarnings("try")
class StagedRolloutIT {
    private static final String TOKEN = "a-token-of-these-tests";
    private static final String MODEL = ModelsFolder.MODEL;

    /** What the topic holds now, by key; a tombstone as nothing. */
    private final Map<String, Optional<Announcement>> announced = new ConcurrentHashMap<>();
    private Announcer nodes;
    private Application cloud;
    private int reports;

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            announced.put(KafkaTap.key(record),
                    record.value() == null ? Optional.empty() : Optional.of(AnnouncementJson.read(record.value())));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Announcement of(int version) {
        return announced.getOrDefault(MODEL + "/" + version, Optional.empty()).orElse(null);
    }

    private void report(String node, int version, String state) {
        nodes.send(node, RolloutReportJson.write(new RolloutReport(node + "-" + ++reports, Instant.now(), node, MODEL, version,
                state, "of this test", null, Map.of())));
    }

    private int post(String path, String body) {
        return cloud.post(path, TOKEN, body).map(HttpResponse::statusCode).orElse(0);
    }

    private String get(String path) {
        return cloud.get(path, TOKEN).map(HttpResponse::body).orElse("");
    }

    private void await(String what, BooleanSupplier condition) {
        cloud.process().await(what, Patience.LONG, condition);
    }

    /** Versions 2, 3 and 4 with other numbers in front. */
    private static void fill(Path dir) throws IOException, PoolException {
        Pool pool = new Pool(dir.resolve("pool"), new PoolSettings(1 << 20, 1 << 26, 0, false), null, Clock.systemUTC());
        for (int version = 2; version <= 4; version++) {
            pool.add(Path.of("models", MODEL, "1"), CardDraft.uploaded(MODEL, version, "test"));
        }
    }

    @Test
    void aVersionGoesFromStageToStageOverKillsAndOutagesAndStopsAndIsWithdrawn() throws Exception {
        try (KafkaProcess kafka = new KafkaProcess();
                Application application = new Application(Scratch.directory("cloud"), Ports.free())) {
            cloud = application;
            Path kept = cloud.directory().resolve("kept");
            fill(kept);
            kafka.start();
            kafka.createTopic("bactrian.models", 1);
            kafka.createTopic("bactrian.rollouts", 2);
            kafka.createTopic("bactrian.statistics", 1);
            cloud.with("bactrian.role", "cloud").with("bactrian.cloud.dir", kept).with("bactrian.api.token", TOKEN)
                    .with("kafka.bootstrap.servers", kafka.bootstrapServers())
                    .with("bactrian.cloud.deployment.max-failures", 2).start();
            nodes = new Announcer(kafka, "bactrian.rollouts");
            try (KafkaTap tap = KafkaTap.all(kafka, "bactrian.models", this::take)) {
                await("the routes run", () -> get("/bactrian/deployments").startsWith("["));
                assertThat(post("/bactrian/deployments", "{\"model\": \"" + MODEL + "\", \"version\": 2}")).isEqualTo(201);
                await("version 2 is announced to all", () -> of(2) != null && of(2).nodes().names().isEmpty());
                assertThat(post("/bactrian/deployments",
                        "{\"model\": \"" + MODEL + "\", \"version\": 3, \"canary\": {\"nodes\": [\"edge-1\"]}}"))
                        .isEqualTo(201);
                await("version 3 is announced to the first", () -> of(3) != null && of(3).nodes().names().contains("edge-1"));

                cloud.kill();
                report("edge-1", 3, "serving");
                cloud.start();
                await("what was reported meanwhile counts", () -> of(3).nodes().names().isEmpty());
                await("the one before is announced no more", () -> announced.get(MODEL + "/2").isEmpty());
                await("who serves what is known", () -> get("/bactrian/nodes").contains("\"" + MODEL + "\":3"));

                kafka.stop();
                assertThat(post("/bactrian/deployments/" + MODEL + "/3/withdraw", "{\"reason\": \"it is wrong\"}"))
                        .isEqualTo(200);
                await("it says what is not announced",
                        () -> get("/observe/health/ready").contains(MODEL + "/") && get("/observe/health/ready")
                                .contains("is not announced"));
                cloud.kill();
                kafka.start();
                cloud.start();
                await("it is withdrawn", () -> of(3) != null && of(3).withdrawn());
                await("the one before is announced again", () -> of(2) != null);

                assertThat(post("/bactrian/deployments", "{\"model\": \"" + MODEL + "\", \"version\": 4}")).isEqualTo(201);
                report("edge-1", 4, "rolled-back");
                report("edge-2", 4, "rejected");
                await("it stops", () -> of(4) != null && of(4).until() != null);
                assertThat(get("/bactrian/deployments/" + MODEL)).contains("2 nodes refused it or rolled it back");
                report("edge-1", 3, "rolled-back");
                report("edge-1", 2, "serving");
                await("reports go on", () -> get("/bactrian/nodes").contains("\"" + MODEL + "\":2"));
            } finally {
                nodes.close();
            }
        }
    }
}
