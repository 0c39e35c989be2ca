package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.kit.Application;
import io.bactrian.kit.ChildProcess;
import io.bactrian.kit.Java;
import io.bactrian.kit.KafkaBroker;
import io.bactrian.kit.KafkaProcess;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;
import io.bactrian.kit.Scratch;
import io.bactrian.kit.SmallDisk;

/** The packaged application as the cloud: what Kafka has is in its data set, each record once, whatever kills it meanwhile. */
class CollectIT {
    private static final String TOKEN = "0123456789abcdef-collect";
    private static final int SAMPLES = 20_000;
    private static final int REPEATS = 500;
    private static final int DEVICES = 20;
    /** All of one device, and one each of two others. */
    private static final int LABELLED = SAMPLES / DEVICES + 2;
    private static final String RECORDS = "bactrian_data_records_total";
    private static final String OF_SAMPLES = "kind=\"samples\"";
    private static final Instant NOW = Instant.now();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KafkaProcess kafka = new KafkaProcess();
    private final Application cloud = cloud("collect");

    private Application cloud(String name) {
        Application made = new Application(Scratch.directory(name), Ports.free());
        return made.with("bactrian.role", "cloud").with("kafka.bootstrap.servers", kafka.bootstrapServers())
                .with("bactrian.cloud.dir", made.directory().resolve("cloud")).with("bactrian.api.token", TOKEN)
                .with("bactrian.cloud.data.trust", "technician,import");
    }

    @AfterEach
    void close() {
        cloud.close();
        kafka.close();
    }

    @Test
    void everySampleIsThereOnceOverKillsAndOutagesAndLabelsJoin() throws Exception {
        kafka.start();
        List.of("bactrian.labels", "bactrian.statistics", "bactrian.drift").forEach(topic -> kafka.createTopic(topic, 1));
        collectOverKills();
        requireEachOnce();
        throughput();
        label();
        refuse();
        train();
    }

    @Test
    void aFullDiskIsSaidAndWhatCameMeanwhileIsCollectedWhenThereIsRoom() throws Exception {
        Optional<SmallDisk> mounted = SmallDisk.mount(64);
        Assumptions.assumeTrue(mounted.isPresent(), "SKIPPED: only root can mount a disk that is then filled");
        try (SmallDisk disk = mounted.get()) {
            kafka.start();
            cloud.with("bactrian.cloud.dir", disk.path().resolve("cloud")).with("bactrian.cloud.data.min-free", "8M").start();
            send(0, REPEATS);
            cloud.process().await("the first", Patience.LONG, () -> samples() == REPEATS);
            disk.fill();
            send(REPEATS, 5 * REPEATS);
            cloud.process().await("it is said", Patience.LONG, () -> cloud.down("data"));
            send(5 * REPEATS, 6 * REPEATS);
            disk.empty();
            cloud.process().await("all are collected", Patience.LONG, () -> samples() >= 6 * REPEATS);
            assertThat(samples()).isEqualTo(6 * REPEATS);
            cloud.awaitReady(Patience.LONG);
            cloud.stop();
        }
    }

    private void collectOverKills() throws Exception {
        cloud.start();
        send(0, SAMPLES / 2);
        cloud.process().await("half of the first half", Patience.LONG, () -> samples() > SAMPLES / 4);
        cloud.kill();
        send(SAMPLES / 2, SAMPLES);
        cloud.start();
        cloud.process().await("three quarters", Patience.LONG, () -> samples() > SAMPLES * 3 / 4);
        cloud.kill();
        send(0, REPEATS);
        kafka.kill();
        cloud.launch();
        kafka.start();
        cloud.awaitReady(Patience.LONG);
        cloud.process().await("all samples, and repeats", Patience.LONG, () -> samples() >= SAMPLES
                && cloud.metrics().sum("bactrian_data_repeats_total") >= REPEATS);
        assertThat(samples()).isEqualTo(SAMPLES);
    }

    private void requireEachOnce() throws IOException {
        Set<String> ids = new HashSet<>();
        try (Stream<Path> files = Files.list(cloud.directory().resolve("cloud/data/pump-fault"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                for (String line : Files.readAllLines(file)) {
                    JsonNode sample = JSON.readTree(line);
                    assertThat(ids.add(sample.path("device").asText() + " " + sample.path("id").asText())).as(line).isTrue();
                }
            }
        }
        assertThat(ids).hasSize(SAMPLES);
    }

    /** All is read anew by another with an empty folder. */
    private void throughput() {
        try (Application fresh = cloud("collect-fresh").with("bactrian.cloud.data.group", "another").launch()) {
            fresh.process().await("a first sample", Patience.LONG, () -> fresh.metrics().sum(RECORDS, OF_SAMPLES) > 0);
            long began = System.nanoTime();
            double first = fresh.metrics().sum(RECORDS, OF_SAMPLES);
            fresh.process().await("all samples", Patience.LONG, () -> fresh.metrics().sum(RECORDS, OF_SAMPLES) >= SAMPLES);
            System.out.printf("collected: %.0f samples a second, over %.0f samples of %d bytes%n",
                    (SAMPLES - first) / ((System.nanoTime() - began) / 1e9), SAMPLES - first, sample(1).length);
        }
    }

    private void label() throws Exception {
        HttpResponse<String> answer = post("[%s,%s,{\"by\":\"x\"},%s]".formatted(
                "{\"device\":\"pump-1\",\"id\":\"r-1\",\"label\":\"low-flow\",\"by\":\"technician\"}",
                range(NOW, NOW.plusSeconds(SAMPLES / 2), "normal"),
                range(NOW.plusSeconds(SAMPLES / 2), NOW.plusSeconds(SAMPLES), "low-flow")));
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path("taken").asInt()).isEqualTo(3);
        assertThat(body.path("refused")).hasSize(1);
        assertThat(body.at("/refused/0/index").asInt()).isEqualTo(2);
        try (KafkaProducer<String, byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>("bactrian.labels", "pump-3",
                    "{\"device\":\"pump-3\",\"id\":\"r-3\",\"label\":\"normal\",\"by\":\"technician\"}"
                            .getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
        cloud.process().await("labels join", Patience.LONG, () -> counts().path("labelled").asInt() == LABELLED);
    }

    private static String range(Instant from, Instant to, String label) {
        return "{\"device\":\"pump-2\",\"from\":\"%s\",\"to\":\"%s\",\"label\":\"%s\",\"by\":\"import\"}".formatted(from, to,
                label);
    }

    private void refuse() throws Exception {
        assertThat(cloud.get("/bactrian/data").orElseThrow().statusCode()).isEqualTo(401);
        assertThat(post("nonsense").statusCode()).isEqualTo(400);
        assertThat(post("[{}]").statusCode()).isEqualTo(400);
    }

    /** What the command writes, the trainer reads. */
    private void train() throws Exception {
        Path rows = cloud.directory().resolve("rows.jsonl");
        run("data", "--model", "pump-fault", "--labelled", "--dir", cloud.directory().resolve("cloud/data").toString(), "--out",
                rows.toString());
        assertThat(Files.readAllLines(rows)).hasSize(LABELLED);
        run("train", "classifier", "--data", rows.toString(), "--target", "label", "--out",
                cloud.directory().resolve("trained").toString());
    }

    private void run(String... command) {
        List<String> line = new ArrayList<>(List.of(Java.executable(), "-jar", "target/quarkus-app/quarkus-run.jar"));
        line.addAll(List.of(command));
        ChildProcess process = ChildProcess.start(command[0], line, Map.of(), cloud.directory().resolve(command[0] + ".log"));
        assertThat(process.awaitExit(Patience.LONG)).as(process.tail(20)).isZero();
    }

    private double samples() {
        return counts().path("samples").asDouble(-1);
    }

    private JsonNode counts() {
        try {
            String body = cloud.get("/bactrian/data", TOKEN).filter(answer -> answer.statusCode() == 200)
                    .map(HttpResponse::body).orElse("{}");
            return JSON.readTree(body).path("models").path(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> post(String body) {
        return cloud.post("/bactrian/labels", TOKEN, body).orElseThrow();
    }

    private KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"), new StringSerializer(),
                new ByteArraySerializer());
    }

    private void send(int from, int to) {
        try (KafkaProducer<String, byte[]> producer = producer()) {
            for (int i = from; i < to; i++) {
                ProducerRecord<String, byte[]> record = new ProducerRecord<>(KafkaBroker.SAMPLES, "pump-" + i % DEVICES,
                        sample(i));
                record.headers().add("ce_reason", "every".getBytes(StandardCharsets.UTF_8)).add("ce_probability",
                        "1".getBytes(StandardCharsets.UTF_8));
                producer.send(record);
            }
            producer.flush();
        }
    }

    private static byte[] sample(int i) {
        return """
               {"id": "r-%d", "device": "pump-%d", "ts": %d, "labels": {"site": "demo"},
                "telemetry": {"values": {"Pressure": %.3f, "Current": %.3f}}, "model": "pump-fault", "version": "1",
                "inputs": [{"name": "input", "datatype": "FP32", "shape": [1, 30, 8], "data": "%s"}],
                "outputs": {"score": 0.5}}""".formatted(i, i % DEVICES, NOW.plusSeconds(i).toEpochMilli(),
                i < SAMPLES / 2 ? 1 + i % 7 * 0.01 : 2 + i % 5 * 0.01, i % 11 * 0.1, "A".repeat(1280))
                .getBytes(StandardCharsets.UTF_8);
    }
}
