package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.Brokers;
import io.bactrian.kit.ChildProcess;
import io.bactrian.kit.Fleet;
import io.bactrian.kit.Java;
import io.bactrian.kit.Ledger;
import io.bactrian.kit.MqttBroker;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;
import io.bactrian.kit.Rows;
import io.bactrian.kit.Scratch;

/** The packaged application in an empty folder, and its commands. The ports are those of the test; all else is as it comes. */
class FirstMinuteIT {
    private static final Duration PATIENCE = Patience.LONG;
    private static final String JAR = Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath().toString();
    private static final String TOKEN = "a-token-of-the-test";

    private final Path folder = Scratch.directory("first-minute");
    private final Path log = Scratch.directory("first-minute-log").resolve("log");
    private final int port = Ports.free();
    private final Map<String, String> environment = Map.of("QUARKUS_HTTP_PORT", Integer.toString(port), "BACTRIAN_API_TOKEN",
            TOKEN);
    private ChildProcess service;
    private int commands;

    @AfterEach
    void stop() {
        if (service != null && service.alive()) {
            service.stop(PATIENCE);
        }
    }

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Java.executable(), "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(arguments));
        return command;
    }

    private void launch(String... keys) {
        List<String> command = java(keys);
        command.addAll(List.of("-jar", JAR));
        service = ChildProcess.start("bactrian", command, environment, log, folder);
    }

    /** What a command printed behind its exit code. */
    private String run(String... arguments) throws IOException {
        List<String> command = java("-jar", JAR);
        command.addAll(List.of(arguments));
        Path printed = log.resolveSibling("command-" + ++commands);
        ChildProcess process = ChildProcess.start(arguments[0], command, environment, printed, folder);
        return process.awaitExit(PATIENCE) + "\n" + Files.readString(printed);
    }

    private void awaitStatus(String said) {
        service.await(said, PATIENCE, () -> {
            try {
                return run("status", "--interval", "0").contains(said);
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void withNothingThereItComesUpSaysTheLinesThatMendItAndGoesOnByItself() throws IOException {
        try (MqttBroker broker = Brokers.first().mqtt(100)) {
            launch("-Dbactrian.mqtt.url=" + broker.url());
            awaitStatus("holds no model");
            String remedy = "see whether the broker at " + broker.url() + " runs";
            service.await("the lines on the console", PATIENCE, () -> logged().contains(remedy));

            assertThat(run("status", "--interval", "0")).startsWith("1\nbactrian ").contains(", edge, NOT READY",
                    "broker  DOWN",
                    remedy);
            assertThat(run("check")).startsWith("0\n").contains("holds no model", "0 wrong, 1 missing");
            String train = logged().lines().filter(line -> line.contains("train anomaly --out")).findFirst().orElseThrow()
                    .strip();
            assertThat(train).isEqualTo("java -jar " + JAR + " train anomaly --out " + folder.toRealPath().resolve("models"));
            assertThat(run(train.substring(train.indexOf("train")).split(" "))).startsWith("0\n");

            broker.start();
            awaitStatus(", edge, ready");
            service.await("the end of what was missing", PATIENCE, () -> logged().contains("Nothing is missing any more"));
            Ledger ledger = new Ledger();
            try (Fleet fleet = new Fleet("first", 1, broker.url(), ledger, Rows.normal())) {
                fleet.connect();
                fleet.send(1, 0);
                service.await("the answer", PATIENCE, () -> ledger.unanswered() == 0);
            }
            assertThat(run("models")).startsWith("0\n").containsPattern("pump-anomaly +1 +serving");
            assertThat(run("spool")).startsWith("0\n").containsPattern("samples +[0-9,]+ +");
            assertThat(run("status", "--json")).startsWith("0\n").contains("\"ready\" : true", "\"messagesPerSecond\" :");
        }
    }

    @Test
    void wrongValuesStopTheStartAllNamedAtOnce() throws IOException {
        launch("-Dbactrian.mqtt.url=localhost", "-Dbactrian.spool.max-bytes=lots", "-Dbactrian.models.dir=nowhere");

        assertThat(service.awaitExit(PATIENCE)).isEqualTo(1);
        assertThat(logged()).contains("3 problem(s)", "bactrian.mqtt.url = 'localhost'", "bactrian.spool.max-bytes = 'lots'",
                "bactrian.models.dir = 'nowhere'");
    }

    private String logged() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
        }
    }
}
