package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.kit.ContainerBroker;
import io.bactrian.kit.Containers;
import io.bactrian.kit.Fleet;
import io.bactrian.kit.ImageContainer;
import io.bactrian.kit.Ledger;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Rows;
import io.bactrian.kit.Scratch;

/** The project's own image beside a broker's, on one network. Skipped where there is no Docker or no image. */
class ImageIT {
    private static final long SMALL = 256L << 20;
    private static final int BACKLOG = 100_000;
    private static final String TOKEN = "a-token-of-these-tests";

    private static Network network;
    private static ContainerBroker broker;

    @BeforeAll
    static void start() {
        Containers.orSkip(ContainerBroker.IMAGE, ImageContainer.IMAGE);
        network = Network.newNetwork();
        broker = new ContainerBroker(1000, network);
        broker.start();
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
            network.close();
        }
    }

    private static ImageContainer image(String data) {
        return new ImageContainer(network, data);
    }

    private static void withVolume(Consumer<String> test) {
        String volume = ImageContainer.newVolume();
        try {
            test.accept(volume);
        } finally {
            DockerClientFactory.lazyClient().removeVolumeCmd(volume).exec();
        }
    }

    private static Fleet fleet(String name, Ledger ledger) {
        var fleet = new Fleet(name, 10, broker.url(), ledger, Rows.normal());
        fleet.connect();
        return fleet;
    }

    private static void awaitAnswers(Ledger ledger) {
        assertThat(Patience.whileItMoves(ledger::answers, Patience.LONG, () -> ledger.unanswered() == 0))
                .as("all messages answered").isTrue();
    }

    @Test
    void aReadOnlyRootAndAnyUserAreEnoughAndTheHealthCheckAsksForReadinessAtThePortThatIsSet() {
        withVolume(volume -> {
            var ledger = new Ledger();
            try (var service = image(volume).launch().awaitReady(true); var fleet = fleet("any-user", ledger)) {
                fleet.send(100, 0);
                awaitAnswers(ledger);
                assertThat(service.healthCheck()).isZero();

                broker.stop();
                service.awaitReady(false);
                assertThat(service.healthCheck()).as("the broker is away").isEqualTo(1);
                assertThat(service.command(Map.of(), "status").getExitCode()).as("the broker is away").isEqualTo(1);
                broker.start();
                service.awaitReady(true);
            }
        });
    }

    @Test
    void commandsInTheRunningContainerAnswerPeopleAndProgramsAndSayByTheirExitCodeHowItIs() {
        withVolume(volume -> {
            var ledger = new Ledger();
            try (var service = image(volume).environment("BACTRIAN_API_TOKEN", TOKEN).launch().awaitReady(true);
                    var fleet = fleet("commands", ledger)) {
                fleet.send(100, 0);
                awaitAnswers(ledger);
                var device = fleet.device(3);

                assertThat(printed(service, "status")).contains(", edge, ready", "messages/s");
                assertThat(json(service, "status").path("ready").asBoolean()).isTrue();
                assertThat(json(service, "status").at("/checks/broker/up").asBoolean()).isTrue();
                assertThat(printed(service, "devices")).contains("DEVICE", device, "pump-anomaly 1", "10/30");
                assertThat(json(service, "devices", device).path("have").asInt()).isEqualTo(10);
                assertThat(printed(service, "check")).contains("0 wrong");
                assertThat(json(service, "check").isArray()).isTrue();

                assertThat(service.command(Map.of(), "devices", "nobody").getExitCode()).isEqualTo(1);
                assertThat(service.command(Map.of(), "status", "--nonsense").getExitCode()).isEqualTo(2);
                var wrong = service.command(Map.of("BACTRIAN_ROLE", "fog"), "check");
                assertThat(wrong.getStdout()).contains("bactrian.role = 'fog'", "1 wrong");
                assertThat(wrong.getExitCode()).isEqualTo(1);
            }
        });
    }

    private static String printed(ImageContainer service, String... command) {
        var result = service.command(Map.of(), command);
        assertThat(result.getExitCode()).as("%s: %s", List.of(command), result).isZero();
        return result.getStdout();
    }

    private static JsonNode json(ImageContainer service, String... command) {
        var arguments = Arrays.copyOf(command, command.length + 1);
        arguments[command.length] = "--json";
        try {
            return new ObjectMapper().readTree(printed(service, arguments));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void messagesOfTheTimeThatTheNodeIsOffTheNetworkAreAnsweredAfterwards() {
        withVolume(volume -> {
            var ledger = new Ledger();
            try (var service = image(volume).launch().awaitReady(true); var fleet = fleet("offline", ledger)) {
                service.connected(false);
                fleet.send(200, 0);
                fleet.awaitAcknowledged();
                assertThat(ledger.unanswered()).isEqualTo(200);
                service.connected(true);
                awaitAnswers(ledger);
                service.awaitReady(true);
            }
        });
    }

    @Test
    void theImageSaysWhatItIsAndWhatItIsMadeOf() {
        assertThat(ImageContainer.labels()).containsEntry("org.opencontainers.image.title", "Bactrian")
                .containsEntry("org.opencontainers.image.licenses", "Apache-2.0")
                .containsKeys("org.opencontainers.image.description", "org.opencontainers.image.version",
                        "org.opencontainers.image.revision", "org.opencontainers.image.created");
        withVolume(volume -> {
            try (var service = image(volume)) {
                assertThat(service.run("--version")).isZero();
                var sbom = service.json("/opt/bactrian/sbom.json");
                assertThat(sbom.path("bomFormat").asText()).isEqualTo("CycloneDX");
                assertThat(sbom.path("components").findValuesAsText("name")).contains("onnxruntime", "sqlite-jdbc",
                        "camel-core-model", "kafka-clients");
            }
        });
    }

    @Test
    void samplesThatWaitForKafkaOutliveTheContainer() {
        withVolume(volume -> {
            var ledger = new Ledger();
            try (var service = image(volume).launch().awaitReady(true); var fleet = fleet("waiting", ledger)) {
                fleet.send(100, 0);
                awaitAnswers(ledger);
                assertThat(service.metrics().sum("bactrian_spool_records", "spool=\"samples\"")).isPositive();
            }
            try (var next = image(volume).launch().awaitReady(true)) {
                assertThat(next.log()).doesNotContain("'samples' is open in /var/lib/bactrian/spool/samples.db with 0 records");
                assertThat(next.metrics().sum("bactrian_spool_records", "spool=\"samples\"")).isPositive();
            }
        });
    }

    @Test
    void argumentsStartNoServiceOnTheSameFolders() {
        for (var argument : List.of("--help", "--version", "start")) {
            withVolume(volume -> {
                try (var service = image(volume)) {
                    assertThat(service.run(argument)).isEqualTo(argument.equals("start") ? 2 : 0);
                    assertThat(service.log()).contains("bactrian").doesNotContain("samples.db");
                }
            });
        }
    }

    @Test
    void aFolderOfRootsEndsTheStartWithTheRemedy() throws IOException {
        var folder = Scratch.directory("of-root");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        try (var service = image(folder.toString())) {
            assertThat(service.run()).isEqualTo(1);
            assertThat(service.log()).contains("/var/lib/bactrian/spool cannot be used by user",
                    "make it readable and writable for this user");
        }
    }

    @Test
    void whatTheEnvironmentSaysOfTheJvmDoesNotTakeAwayTheEndWhenOutOfMemory() {
        withVolume(volume -> {
            try (var service = image(volume).environment("JAVA_TOOL_OPTIONS",
                    "-XX:-ExitOnOutOfMemoryError -XX:+PrintFlagsFinal")) {
                assertThat(service.run("--version")).isZero();
                assertThat(service.log()).containsPattern("ExitOnOutOfMemoryError\\s+= true .*command line");
            }
        });
    }

    @Test
    void aStartOntoAHundredThousandQueuedMessagesFits256Megabytes() {
        withVolume(volume -> {
            var ledger = new Ledger();
            try (var fleet = fleet("backlog", ledger)) {
                try (var service = image(volume).launch().awaitReady(true)) {
                    fleet.send(10, 0);
                    awaitAnswers(ledger);
                    assertThat(service.outOfMemory()).isFalse();
                }
                fleet.send(BACKLOG, 0);
                fleet.awaitAcknowledged();
                try (var service = image(volume).memory(SMALL).launch()) {
                    assertThat(Patience.whileItMoves(ledger::answers, Patience.LONG,
                            () -> ledger.unanswered() == 0 || !service.running())).as(service.log()).isTrue();
                    assertThat(service.outOfMemory()).isFalse();
                    assertThat(service.running()).as(service.log()).isTrue();
                }
            }
        });
    }
}
