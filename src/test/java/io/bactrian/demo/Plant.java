package io.bactrian.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.bactrian.kit.Application;
import io.bactrian.kit.ArtemisServer;
import io.bactrian.kit.KafkaBroker;
import io.bactrian.kit.KafkaProcess;
import io.bactrian.kit.KafkaTap;
import io.bactrian.kit.Ledger;
import io.bactrian.kit.Metrics;
import io.bactrian.kit.ModelsFolder;
import io.bactrian.kit.Ports;

/** What runs beside the pumps, made anew in {@code target/demo} at each start. */
final class Plant implements AutoCloseable {
    private static final Path HOME = Path.of("target", "demo").toAbsolutePath();
    private static final Path SHIPPED_ROUTES = Path.of("src", "main", "resources", "routes");
    private static final int MQTT_PORT = 1883;
    private static final int KAFKA_PORT = 9092;
    private static final int HTTP_PORT = 8080;
    private static final int CLOUD_PORT = 8081;
    private static final Path SHIPPED_MODELS = Path.of("models");
    private static final int GATE_MESSAGES = 500;
    private static final String PROBATION = "30s";
    private static final String DRIFT_WINDOW = "10s";
    private static final int DRIFT_REFERENCE = 500;
    private static final String TOKEN = "demo-demo-demo-demo";

    private final Ledger ledger = new Ledger();
    private final int mqttPort = Ports.freeOr(MQTT_PORT);
    private final int httpPort = Ports.freeOr(HTTP_PORT);
    private final KafkaBroker kafka = new KafkaProcess(HOME.resolve("kafka"), Ports.freeOr(KAFKA_PORT));
    private final ArtemisServer mqtt;
    private final Application application;
    private final KafkaTap tap;
    private final Cloud cloud;
    private volatile boolean kafkaUp = true;

    /** Starts everything, saying so. */
    static Plant open(Say say) throws IOException {
        prepare();
        return new Plant(say);
    }

    private Plant(Say say) throws IOException {
        say.now("Starting an MQTT 5 broker (Apache Artemis, in this JVM) on 127.0.0.1:" + mqttPort
                + (mqttPort == MQTT_PORT ? "" : ", as " + MQTT_PORT + " is taken"));
        mqtt = ArtemisServer.inMemory(mqttPort);
        say.now("Starting Kafka (a real broker, its own process) on " + kafka.bootstrapServers()
                + "; log: target/demo/kafka/kafka.log");
        kafka.start();
        say.now("Starting Bactrian (target/quarkus-app/quarkus-run.jar, its own process) on http://127.0.0.1:" + httpPort
                + "; log: target/demo/bactrian.log");
        application = new Application(HOME, httpPort).with("bactrian.mqtt.url", mqttUrl())
                .with("kafka.bootstrap.servers", kafka.bootstrapServers())
                .with("bactrian.devices.file", HOME.resolve("devices.yaml"))
                .with("bactrian.routes.dir", routes()).with("bactrian.models.dir", models())
                .with("bactrian.rollout.dir", HOME.resolve("rollout")).with("bactrian.rollout.gate.messages", GATE_MESSAGES)
                .with("bactrian.rollout.probation", PROBATION).with("bactrian.api.token", TOKEN)
                .with("bactrian.drift.enabled", true).with("bactrian.drift.window", DRIFT_WINDOW)
                .with("bactrian.drift.reference-from", "messages").with("bactrian.drift.reference", DRIFT_REFERENCE)
                .with("bactrian.statistics.node", "demo-edge").with("bactrian.delivery.source", "announcements")
                .with("bactrian.delivery.dir", HOME.resolve("delivery"));
        kafka.createCompactedTopic("bactrian.models");
        List.of("bactrian.drift", "bactrian.statistics", "bactrian.labels", "bactrian.rollouts")
                .forEach(topic -> kafka.createTopic(topic, 1));
        application.start();
        tap = KafkaTap.into(ledger, kafka);
        int cloudPort = Ports.freeOr(CLOUD_PORT);
        say.now("Starting the cloud's part (the same application, its own process) on http://127.0.0.1:" + cloudPort
                + "; log: target/demo/cloud/bactrian.log");
        cloud = Cloud.start(say, HOME.resolve("cloud"), cloudPort, kafka, TOKEN,
                models().resolve(ModelsFolder.MODEL).resolve("1"));
        say.now("Bactrian is ready; the page: http://127.0.0.1:" + httpPort + "/ (token " + TOKEN
                + "); metrics: http://127.0.0.1:"
                + httpPort + "/observe/metrics");
    }

    private static void prepare() throws IOException {
        if (Files.exists(HOME)) {
            try (var old = Files.walk(HOME)) {
                for (var path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(routes());
        for (var model : List.of("pump-anomaly/1", "pump-fault/1", Camera.MODEL + "/1")) {
            ModelsFolder.copy(SHIPPED_MODELS.resolve(model), models().resolve(model));
        }
        Files.writeString(HOME.resolve("devices.yaml"), """
                                                        default: {model: pump-anomaly, labels: {site: demo}}
                                                        devices:
                                                          pump-49: {model: pump-fault, labels: {site: demo}}
                                                          pump-0: {model: pump-anomaly, labels: {site: demo, line: "1"}}
                                                          camera-1: {model: gauge-reading, labels: {site: demo}}
                                                        """);
        try (var shipped = Files.list(SHIPPED_ROUTES)) {
            for (var route : shipped.filter(Files::isRegularFile).toList()) {
                Files.copy(route, routes().resolve(route.getFileName()));
            }
        }
    }

    /** The models in use; a new version dropped here is tried. */
    static Path models() {
        return HOME.resolve("models");
    }

    /** Asks for a model's version to be put in service; says what the answer is. */
    String promote(int version) {
        return application.post("/bactrian/models/" + ModelsFolder.MODEL + "/versions/" + version + "/promote", TOKEN)
                .map(answer -> answer.statusCode() + " " + answer.body()).orElse("no answer");
    }

    /** The same as a command. */
    String promoteCommand(String version) {
        return "curl -X POST -H 'Authorization: Bearer " + TOKEN + "' http://127.0.0.1:" + httpPort + "/bactrian/models/"
                + ModelsFolder.MODEL + "/versions/" + version + "/promote";
    }

    /** The routes in use, to be edited. */
    static Path routes() {
        return HOME.resolve("routes");
    }

    /** Where it is reached over HTTP. */
    URI service() {
        return application.page("/");
    }

    /** Commands that ask it over HTTP; their files are made. */
    Requests requests() throws IOException {
        return new Requests(service(), HOME);
    }

    Cloud cloud() {
        return cloud;
    }

    String mqttUrl() {
        return "tcp://127.0.0.1:" + mqttPort;
    }

    int mqttPort() {
        return mqttPort;
    }

    Ledger ledger() {
        return ledger;
    }

    Metrics metrics() {
        return application.metrics();
    }

    boolean kafkaUp() {
        return kafkaUp;
    }

    /** Stops Kafka, or starts it again; takes seconds. */
    synchronized void toggleKafka(Say say) {
        if (kafkaUp) {
            kafkaUp = false;
            say.now("Stopping Kafka: answers go on, samples stay on disk. k + Enter starts it again.");
            kafka.stop();
            say.now("Kafka is away.");
        } else {
            say.now("Starting Kafka again.");
            kafka.start();
            kafkaUp = true;
            say.now("Kafka is back: the spool drains.");
        }
    }

    /** Fails with the log's tail when the application is no longer there. */
    void check() {
        application.process().await("running", Duration.ofSeconds(1), () -> application.process().alive());
    }

    /** Waits until everything sent is answered. */
    void settle(Duration atMost) {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (ledger.unanswered() > 0 && application.process().alive() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(50_000_000);
        }
    }

    @Override
    public void close() {
        cloud.close();
        application.close();
        tap.close();
        kafka.close();
        mqtt.close();
    }
}
