package io.bactrian.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.model.Bind;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;

import io.bactrian.kit.ContainerBroker;
import io.bactrian.kit.Containers;
import io.bactrian.kit.ImageContainer;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Rows;
import io.bactrian.kit.Scratch;

/**
 * The broker of {@code overlays/plain-kubernetes} with the configuration that is rendered, and the service with its variables, in
 * containers: TLS, passwords, access control. Skipped where there is no Docker or an image is missing.
 */
class ClusterBrokerIT {
    private static final List<JsonNode> OBJECTS = Kustomization.render(Path.of("k8s", "overlays", "plain-kubernetes"));
    private static final Map<String, String> PASSWORDS = Map.of("bactrian", "of-the-service", "pump-7", "of-seven", "pump-8",
            "of-eight");
    private static final String VOLUME = ImageContainer.newVolume();

    private static Path files;
    private static Network network;
    private static GenericContainer<?> broker;
    private static ImageContainer service;

    @BeforeAll
    static void start() throws Exception {
        Containers.orSkip(ContainerBroker.IMAGE, ImageContainer.IMAGE);
        files = readable(Scratch.directory("cluster"));
        certificates(readable(files.resolve("tls")));
        var passwords = readable(files.resolve("passwords")).resolve("passwords");
        Files.writeString(passwords, "");
        for (var user : PASSWORDS.entrySet()) {
            run("mosquitto_passwd", "-b", passwords.toString(), user.getKey(), user.getValue());
        }
        passwords.toFile().setReadable(true, false);
        configMap("mosquitto");
        configMap("bactrian-devices");
        configMap("bactrian-routes");
        network = Network.newNetwork();
        startBroker();
        service = service();
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
            DockerClientFactory.lazyClient().removeVolumeCmd(VOLUME).exec();
        }
        if (broker != null) {
            broker.close();
        }
        if (network != null) {
            network.close();
        }
    }

    private static Path readable(Path folder) throws IOException {
        Files.createDirectories(folder);
        folder.toFile().setReadable(true, false);
        folder.toFile().setExecutable(true, false);
        return folder;
    }

    private static void run(String... command) throws Exception {
        var process = new ProcessBuilder(command).directory(files.resolve("tls").toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(files.resolve("commands.log").toFile())).start();
        assertThat(process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }

    /** As the secret mosquitto-tls has them, for the name that the service has in the cluster, and for the devices of this test. */
    private static void certificates(Path tls) throws Exception {
        Files.writeString(tls.resolve("names"), "subjectAltName=DNS:mosquitto,IP:127.0.0.1");
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key",
                "-out", "ca.crt", "-subj", "/CN=ca", "-days", "2");
        run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "tls.key", "-out",
                "tls.csr", "-subj", "/CN=mosquitto");
        run("openssl", "x509", "-req", "-in", "tls.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-out",
                "tls.crt", "-days", "2", "-extfile", "names");
        tls.resolve("tls.key").toFile().setReadable(true, false);
    }

    private static JsonNode object(String kind, String name) {
        return OBJECTS.stream().filter(object -> object.path("kind").asText().equals(kind)
                && object.at("/metadata/name").asText().equals(name)).findFirst().orElseThrow();
    }

    private static void configMap(String name) throws IOException {
        var folder = readable(files.resolve(name));
        for (var file : object("ConfigMap", name).path("data").properties()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue().asText());
        }
    }

    private static void startBroker() {
        var pod = object("StatefulSet", "mosquitto").at("/spec/template/spec");
        var user = pod.at("/securityContext/runAsUser").asText() + ":" + pod.at("/securityContext/runAsGroup").asText();
        var command = pod.at("/containers/0/command");
        broker = new GenericContainer<>(ContainerBroker.IMAGE).withNetwork(network).withNetworkAliases("mosquitto")
                .withExposedPorts(8883).withCommand(command.get(0).asText(), command.get(1).asText(), command.get(2).asText())
                .withTmpFs(Map.of("/mosquitto/data", "uid=" + user.split(":")[0]))
                .withCreateContainerCmdModifier(create -> {
                    create.withUser(user);
                    create.getHostConfig().withReadonlyRootfs(true).withBinds(bind("mosquitto", "/mosquitto/config"),
                            bind("tls", "/mosquitto/tls"), bind("passwords", "/mosquitto/passwords"));
                });
        broker.start();
    }

    private static Bind bind(String folder, String inside) {
        return Bind.parse(files.resolve(folder).toAbsolutePath() + ":" + inside + ":ro");
    }

    private static ImageContainer service() {
        var container = object("StatefulSet", "bactrian").at("/spec/template/spec/containers/0");
        var image = new ImageContainer(network, VOLUME).mount(files.resolve("tls"), "/etc/bactrian/tls")
                .mount(files.resolve("bactrian-devices"), "/etc/bactrian/devices")
                .mount(files.resolve("bactrian-routes"), "/etc/bactrian/routes");
        for (var variable : container.path("env")) {
            if (variable.has("value")) {
                image.environment(variable.path("name").asText(), variable.path("value").asText());
            }
        }
        return image.environment("BACTRIAN_MQTT_CLIENT_ID", "bactrian-0").environment("BACTRIAN_MQTT_USERNAME", "bactrian")
                .environment("BACTRIAN_MQTT_PASSWORD", PASSWORDS.get("bactrian")).launch().awaitReady(true);
    }

    private static SecuredDevice device(String user, String password) {
        return new SecuredDevice(broker.getMappedPort(8883), files.resolve("tls").resolve("ca.crt"), user, password);
    }

    private static byte[] row(String device, String id) {
        return Rows.normal().row(device, 0, id);
    }

    @Test
    void aDeviceIsAnsweredOverTlsUnderItsOwnUserAndReadsNoOthersTopics() {
        try (var seven = device("pump-7", "of-seven"); var eight = device("pump-8", "of-eight")) {
            seven.connect().subscribe("devices/pump-7/inference");
            eight.connect().subscribe("devices/#");

            seven.publish("devices/pump-7/telemetry", row("pump-7", "seven-1"));
            seven.awaitTopic("devices/pump-7/inference");
            eight.publish("devices/pump-8/telemetry", row("pump-8", "eight-1"));
            eight.awaitTopic("devices/pump-8/inference");

            assertThat(eight.heard()).as("what comes before its own answer")
                    .allMatch(topic -> topic.startsWith("devices/pump-8/"));
            assertThat(seven.payloads()).allMatch(payload -> new String(payload, StandardCharsets.UTF_8).contains("seven-1"));
        }
    }

    @Test
    void aDeviceSendsNothingInAnothersName() {
        try (var seven = device("pump-7", "of-seven"); var eight = device("pump-8", "of-eight")) {
            seven.connect().subscribe("devices/pump-7/inference");
            eight.connect().publish("devices/pump-7/telemetry", row("pump-7", "of-eight"));
            seven.publish("devices/pump-7/telemetry", row("pump-7", "own"));
            seven.awaitTopic("devices/pump-7/inference");

            assertThat(seven.payloads()).allMatch(payload -> new String(payload, StandardCharsets.UTF_8).contains("own"));
        }
    }

    @Test
    void whoHasNoPasswordOrAWrongOneIsRefused() {
        try (var wrong = device("pump-7", "guess"); var nobody = device(null, null)) {
            assertThatThrownBy(wrong::connect).hasRootCauseInstanceOf(Mqtt5ConnAckException.class);
            assertThatThrownBy(nobody::connect).hasRootCauseInstanceOf(Mqtt5ConnAckException.class);
        }
    }

    @Test
    void withoutTlsNobodyIsHeard() {
        assertThatThrownBy(() -> SecuredDevice.withoutTls(broker.getMappedPort(8883), "pump-7", "of-seven").connect())
                .hasRootCauseInstanceOf(ConnectionClosedException.class);
    }
}
