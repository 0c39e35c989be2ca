package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.bactrian.kit.ContainerBroker;
import io.bactrian.kit.Containers;
import io.bactrian.kit.Fleet;
import io.bactrian.kit.ImageContainer;
import io.bactrian.kit.KafkaInContainer;
import io.bactrian.kit.KafkaTap;
import io.bactrian.kit.Ledger;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Rows;
import io.bactrian.kube.Devices;

/**
 * The project's own image, a broker, Kafka and the node's API on one network, of which one or the other is taken off. A cut link is silent:
 * nobody gets a reset. Skipped where there is no Docker or an image is missing.
 */
class DisconnectIT {
    private static final String NODE = "edge1";
    private static final int DEVICES = 5;

    private static Network network;
    private static ContainerBroker broker;
    private static KafkaInContainer kafka;
    private static MetaServerContainer api;

    @BeforeAll
    static void start() {
        Containers.orSkip(ContainerBroker.IMAGE, KafkaInContainer.IMAGE, MetaServerContainer.IMAGE, ImageContainer.IMAGE);
        network = Network.newNetwork();
        broker = new ContainerBroker(1000, network);
        broker.start();
        kafka = new KafkaInContainer(network);
        kafka.start();
        api = new MetaServerContainer(network, NODE);
        api.put("devicemodels", Devices.model("pump", "'bactrian.io/model': 'pump-anomaly'", ""));
    }

    @AfterAll
    static void stop() {
        if (network == null) {
            return;
        }
        if (api != null) {
            api.close();
        }
        if (kafka != null) {
            kafka.close();
        }
        if (broker != null) {
            broker.close();
        }
        network.close();
    }

    @AfterEach
    void connect() {
        broker.connected(true);
        kafka.connected(true);
        api.connected(true);
    }

    /** One node: the service, its volume, its devices and their books. Each message is sent while the cluster knows its device. */
    private static final class Node implements AutoCloseable {
        final Ledger ledger = new Ledger();
        final Fleet fleet;
        ImageContainer service;
        private final String name;
        private final String volume = ImageContainer.newVolume();
        private final KafkaTap tap = KafkaTap.into(ledger, kafka);

        Node(String name) {
            this.name = name;
            fleet = new Fleet(name, DEVICES, broker.url(), ledger, Rows.normal());
        }

        /** Has the service run, and its devices answered, with everything connected. */
        void open() {
            for (var i = 0; i < DEVICES; i++) {
                register(fleet.device(i));
            }
            fleet.connect();
            start();
            service.awaitReady(true);
            send(50);
            await("the first samples are in Kafka", () -> ledger.unsampled() == 0);
        }

        /** Only devices that the cluster has are answered, and a link that is cut is noticed within seconds. */
        void start() {
            service = new ImageContainer(network, volume)
                    .environment("KAFKA_BOOTSTRAP_SERVERS", KafkaInContainer.insideServers())
                    .environment("BACTRIAN_MQTT_KEEP_ALIVE", "3s").environment("BACTRIAN_DEVICES_SOURCE", "kubernetes")
                    .environment("BACTRIAN_MODELS_DEFAULT", "").environment("BACTRIAN_KUBERNETES_NODE", NODE)
                    .environment("BACTRIAN_KUBERNETES_URL", MetaServerContainer.insideUrl())
                    .environment("BACTRIAN_KUBERNETES_INTERVAL", "1s").environment("BACTRIAN_KUBERNETES_TIMEOUT", "11s")
                    .launch();
        }

        void register(String device) {
            api.put("devices", Devices.device(device, NODE, ""));
        }

        void send(int messages) {
            fleet.send(messages, 0);
        }

        void awaitAnswers() {
            await("all messages answered", () -> ledger.unanswered() == 0);
        }

        void await(String what, BooleanSupplier condition) {
            assertThat(Patience.whileItMoves(() -> ledger.answers() + ledger.samples(), Patience.LONG,
                    () -> condition.getAsBoolean() || !service.running()) && service.running())
                    .as(what + " is not so; the console:\n" + service.log()).isTrue();
        }

        /** What the check {@code devices} of readiness says. */
        JsonNode directory() {
            try {
                for (var check : new ObjectMapper().readTree(service.readiness()).path("checks")) {
                    if (check.path("name").asText().equals("devices")) {
                        return check.path("data");
                    }
                }
                return MissingNode.getInstance();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Every message has its answer and its record in Kafka, and there are no others. */
        void settle() {
            await("settled", () -> ledger.unanswered() == 0 && ledger.unsampled() == 0);
            var report = ledger.report();
            System.out.println(name + ": " + report);
            Books.nothingLost(report);
            assertThat(ledger.errors()).as("errors as answers").isZero();
        }

        @Override
        public void close() {
            fleet.close();
            tap.close();
            if (service != null) {
                service.close();
                DockerClientFactory.lazyClient().removeVolumeCmd(volume).exec();
            }
        }
    }

    @Test
    void messagesOfTheTimeThatTheBrokerIsAwayAreAnsweredWhenItIsBack() {
        try (var node = new Node("broker-away")) {
            node.open();
            broker.connected(false);
            node.service.awaitReady(false);
            node.send(100);
            broker.connected(true);
            node.settle();
            node.service.awaitReady(true);
        }
    }

    @Test
    void devicesAreAnsweredWhileKafkaIsAwayAndTheirSamplesArriveWhenItIsBack() {
        try (var node = new Node("kafka-away")) {
            node.open();
            kafka.connected(false);
            node.send(200);
            node.awaitAnswers();
            node.await("all samples wait on the disk",
                    () -> node.service.metrics().sum("bactrian_spool_records", "spool=\"samples\"") >= 200);
            kafka.connected(true);
            node.settle();
        }
    }

    @Test
    void devicesAreAnsweredWhileTheApiIsAwayAndNewOnesWhenItIsBack() {
        try (var node = new Node("api-away")) {
            node.open();
            api.connected(false);
            node.await("the check says that the API is away", () -> node.directory().has("trouble"));
            node.send(100);
            node.awaitAnswers();
            api.connected(true);
            var known = node.directory().path("devices").asInt();
            node.register("api-away-late");
            node.await("the new device is known", () -> node.directory().path("devices").asInt() == known + 1);
            node.fleet.sendNext("api-away-late");
            node.settle();
        }
    }

    @Test
    void aNodeThatRestartsOfflineAnswersItsDevicesFromDiskAndItsSamplesArriveLater() {
        try (var node = new Node("offline")) {
            node.open();
            api.connected(false);
            kafka.connected(false);
            node.send(100);
            node.awaitAnswers();
            node.service.close();

            node.send(100);
            node.start();
            node.awaitAnswers();
            node.service.awaitReady(true);
            assertThat(node.directory().path("source").asText()).isEqualTo("disk");
            node.await("all samples wait on the disk",
                    () -> node.service.metrics().sum("bactrian_spool_records", "spool=\"samples\"") >= 200);

            api.connected(true);
            kafka.connected(true);
            node.settle();
            node.await("the cluster is believed again", () -> node.directory().path("source").asText().equals("cloud"));
        }
    }
}
