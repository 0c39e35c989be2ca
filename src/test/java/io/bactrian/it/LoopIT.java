package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.cloud.pool.CardDraft;
import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.pool.PoolException;
import io.bactrian.cloud.pool.PoolSettings;
import io.bactrian.kit.Application;
import io.bactrian.kit.KafkaProcess;
import io.bactrian.kit.KafkaTap;
import io.bactrian.kit.Ledger;
import io.bactrian.kit.ModelsFolder;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;
import io.bactrian.kit.Relay;
import io.bactrian.kit.Scratch;

/** Two packaged edges, one packaged cloud and a real Kafka: the whole loop, each of them killed or cut off in the middle of it. */
@SuppressWarnings("try")
class LoopIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "a-token-of-these-tests";
    private static final String MODEL = ModelsFolder.MODEL;
    private static final int PUMPS = 10;
    private static final int RATE = 50;
    private static final double DRIFT = 1.2;
    /** What is older is not trained on. */
    private static final Duration AGE = Duration.ofSeconds(20);
    /** When Kafka gives a killed consumer up, so that the next one gets its partitions. */
    private static final Duration REJOIN = Duration.ofSeconds(10);
    private static final Duration ROUNDS = Patience.LONG.multipliedBy(2);
    private static final String PLAN = """
                                       models:
                                         pump-anomaly:
                                           trainer: anomaly
                                           trigger: {drift: true, labels: 500}
                                           pause: 5s
                                           data: {age: %ds, samples: 4000}
                                           trusted: [technician]
                                           evaluation: {block: 4s, gap: 0s, accept: better}
                                           deploy: {mode: auto, promote: gated}
                                       """.formatted(AGE.toSeconds());

    private final LabelledPumps pumps = new LabelledPumps();
    private final Ledger ledger = new Ledger();
    private Application cloud;

    private static void prepare(Path home) throws IOException, PoolException {
        Files.writeString(home.resolve("training.yaml"), PLAN);
        Pool pool = new Pool(home.resolve("kept/pool"), new PoolSettings(1 << 20, 1 << 26, 0, false), null, Clock.systemUTC());
        pool.add(Path.of("models", MODEL, "1"), CardDraft.uploaded(MODEL, 1, "test"));
    }

    private static Application cloud(KafkaProcess kafka, int port, Relay archives) {
        Application made = new Application(Scratch.directory("loop-cloud"), port).jvm("-XX:TieredStopAtLevel=1");
        return made.with("bactrian.role", "cloud").with("bactrian.cloud.dir", made.directory().resolve("kept"))
                .with("bactrian.api.token", TOKEN).with("kafka.bootstrap.servers", kafka.bootstrapServers())
                .with("bactrian.cloud.training.file", made.directory().resolve("training.yaml"))
                .with("bactrian.cloud.training.interval", "1s")
                .with("kafka.session.timeout.ms", REJOIN.toMillis())
                .with("bactrian.cloud.deployment.url", "http://127.0.0.1:" + archives.port());
    }

    private JsonNode get(String path) {
        try {
            return JSON.readTree(cloud.get(path, TOKEN).map(HttpResponse::body).orElse("{}"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The newest first. */
    private Stream<JsonNode> trainings() {
        JsonNode history = get("/bactrian/training/" + MODEL).path("history");
        return StreamSupport.stream(history.spliterator(), false);
    }

    private boolean training() {
        return get("/bactrian/training/" + MODEL).path("pending").has("began");
    }

    private static boolean accepted(JsonNode training) {
        return training.path("outcome").asText().equals("ACCEPTED");
    }

    /** Whether it was compared, and is not better. */
    private static boolean rejected(JsonNode training) {
        return training.path("outcome").asText().equals("REJECTED")
                && training.path("reason").asText().startsWith("not better");
    }

    private static Instant began(JsonNode training) {
        return Instant.parse(training.path("began").asText());
    }

    /** The newest version that is announced, 0 where none is. */
    private int announced() {
        return StreamSupport.stream(get("/bactrian/deployments").spliterator(), false)
                .mapToInt(each -> each.path("version").asInt()).max().orElse(0);
    }

    private void await(String what, Duration atMost, BooleanSupplier condition) {
        cloud.process().await(what, atMost, condition);
    }

    private void label() {
        var labels = pumps.labels(2000);
        try {
            boolean taken = labels.isEmpty() || cloud.post("/bactrian/labels", TOKEN, JSON.writeValueAsString(labels))
                    .map(HttpResponse::statusCode).orElse(0) == 200;
            if (!taken) {
                pumps.again(labels);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Device and id of every sample in the data set, each once. */
    private Set<String> collected() throws IOException {
        Set<String> ids = new HashSet<>();
        try (Stream<Path> files = Files.list(cloud.directory().resolve("kept/data/" + MODEL))) {
            List<Path> samples = files.filter(file -> file.getFileName().toString().matches("[0-9-]+(\\.\\d+)?\\.jsonl"))
                    .toList();
            for (Path file : samples) {
                for (String line : Files.readAllLines(file)) {
                    assertThat(ids.add(JSON.readTree(line).path("id").asText())).as(line).isTrue();
                }
            }
        }
        return ids;
    }

    @Test
    void aDriftBringsABetterVersionToEveryEdgeOverKillsAndCutsAndPoisonedLabelsBringNone() throws Exception {
        int relayedKafka = Ports.free();
        int cloudPort = Ports.free();
        try (Relay archives = new Relay(cloudPort);
                Relay south = new Relay(relayedKafka);
                KafkaProcess kafka = new KafkaProcess().relayed(relayedKafka, south.port());
                Application application = cloud(kafka, cloudPort, archives);
                LoopEdge north = new LoopEdge("north", PUMPS, kafka.bootstrapServers(), ledger, pumps);
                LoopEdge away = new LoopEdge("south", PUMPS, "127.0.0.1:" + south.port(), ledger, pumps);
                Labelling labelling = new Labelling(this::label)) {
            cloud = application;
            prepare(cloud.directory());
            kafka.start();
            kafka.createCompactedTopic("bactrian.models");
            List.of("bactrian.drift", "bactrian.statistics", "bactrian.labels", "bactrian.rollouts")
                    .forEach(topic -> kafka.createTopic(topic, 1));
            try (KafkaTap tap = KafkaTap.into(ledger, kafka)) {
                cloud.start();
                north.open(RATE);
                away.open(RATE);
                labelling.begin();
                improve(kafka, archives, south, north, away);
                Instant settled = Instant.now().plus(AGE);
                await("nothing better is found twice in turn", ROUNDS,
                        () -> trainings().limit(2).filter(each -> rejected(each) && began(each).isAfter(settled)).count() == 2);
                poison();
                finish(north, away);
                everyStartIsReported(kafka, north, away);
            }
        }
    }

    /** The sensors' scale moves while Kafka is away; ends when both edges serve a version that knows it. */
    private void improve(KafkaProcess kafka, Relay archives, Relay south, LoopEdge north, LoopEdge away) {
        kafka.kill();
        Instant moved = Instant.now();
        pumps.drift(DRIFT);
        north.await("the drift is noticed in the north", () -> north.metric("bactrian_drift_groups") == 1);
        away.await("the drift is noticed in the south", () -> away.metric("bactrian_drift_groups") == 1);
        int before = Math.max(1, announced());
        south.hangUp(true);
        archives.hangUp(true);
        kafka.start();
        await("a training is under way", ROUNDS,
                () -> training() || trainings().anyMatch(each -> accepted(each) && began(each).isAfter(moved)));
        cloud.kill();
        cloud.start();
        await("a better version is announced", ROUNDS, () -> announced() > before);

        north.await("the north tries to fetch it", () -> north.ordered() > before);
        kafka.kill();
        north.killAndStart();
        away.killAndStart();
        archives.hangUp(false);
        north.await("it is in the shadow", () -> north.delivery(north.ordered()).equals("shadow") || north.serving() > before);
        north.await("its reports wait on the disk", () -> north.waiting("reports") > 0);
        north.killAndStart();
        kafka.start();
        north.await("the north serves a better version", ROUNDS, () -> north.serving() > before);
        assertThat(away.serving()).as("served without a way to the cloud").isLessThanOrEqualTo(before);
        south.hangUp(false);
        away.await("the south serves a better version", ROUNDS, () -> away.serving() > before);
        await("the cloud sees that", ROUNDS, () -> get("/bactrian/nodes").findValues(MODEL).stream()
                .filter(serving -> serving.asInt() > before).count() == 2);
    }

    private void poison() {
        pumps.spoilLabels();
        Instant begun = Instant.now();
        Instant spoiled = begun.plus(AGE);
        await("spoiled labels are trained on and judged", ROUNDS,
                () -> trainings().anyMatch(each -> (accepted(each) || rejected(each)) && began(each).isAfter(spoiled)));
        assertThat(announced()).as("newest announced version").isEqualTo(
                trainings().filter(each -> accepted(each) && began(each).isBefore(begun))
                        .mapToInt(each -> each.path("version").asInt()).max().orElse(0));
    }

    private void finish(LoopEdge north, LoopEdge away) throws IOException {
        north.rest();
        away.rest();
        Patience.whileItMoves(() -> ledger.answers() + ledger.samples(), Patience.LONG,
                () -> ledger.unanswered() == 0 && ledger.unsampled() == 0);
        System.out.println("loop: " + ledger.report());
        Books.nothingLost(ledger.report());
        await("every sample is collected", Patience.LONG,
                () -> get("/bactrian/data").at("/models/0/samples").asLong() >= ledger.sent());
        assertThat(collected()).hasSize((int) ledger.sent());
    }

    /** That of a start before Kafka was there again too, though the node was killed meanwhile. */
    private void everyStartIsReported(KafkaProcess kafka, LoopEdge north, LoopEdge away) {
        Set<String> reported = ConcurrentHashMap.newKeySet();
        try (KafkaTap tap = KafkaTap.all(kafka, "bactrian.rollouts", record -> reported.add(KafkaTap.id(record)))) {
            for (LoopEdge edge : List.of(north, away)) {
                await("each start of the " + edge.name() + " is reported", Patience.LONG, () -> reported.stream()
                        .filter(id -> id.startsWith(edge.name() + "-started-")).count() == edge.starts());
            }
        }
    }

    /** Labels once a second. */
    private record Labelling(ScheduledExecutorService clock, Runnable label) implements AutoCloseable {
        Labelling(Runnable label) {
            this(Executors.newSingleThreadScheduledExecutor(), label);
        }

        void begin() {
            clock.scheduleWithFixedDelay(label, 1, 1, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            clock.shutdownNow();
        }
    }
}
