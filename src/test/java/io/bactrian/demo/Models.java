package io.bactrian.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.bactrian.kit.Connections;
import io.bactrian.kit.Java;
import io.bactrian.kit.ModelsFolder;
import io.bactrian.train.SpoiledModel;

/** The models of the demo: new versions are dropped in, and what becomes of them is said as it is heard on MQTT. */
final class Models {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    private final Say say;
    private final Plant plant;
    private final Pumps pumps;
    private final Path good = Plant.models().resolve(ModelsFolder.MODEL).resolve("1");
    private final Mqtt5AsyncClient ears;

    Models(Say say, Plant plant, Pumps pumps) {
        this.say = say;
        this.plant = plant;
        this.pumps = pumps;
        ears = Connections.client(plant.mqttUrl(), "models");
    }

    /** The command that drops the next good version. */
    static List<String> trainCommand() {
        return List.of("-jar", JAR.toString(), "train", "anomaly", "--seed", "2", "--out",
                Path.of("").toAbsolutePath().relativize(Plant.models()).toString());
    }

    void listen() {
        ears.publishes(MqttGlobalPublishFilter.ALL, this::heard);
        Connections.connect(ears);
        ears.subscribeWith().topicFilter("bactrian/models/+/events").qos(MqttQos.AT_LEAST_ONCE).send().join();
    }

    private void heard(Mqtt5Publish publish) {
        try {
            JsonNode event = JSON.readTree(publish.getPayloadAsBytes());
            say.now("%s version %s: %s. %s".formatted(event.path("model").asText(), event.path("version").asText(),
                    event.path("event").asText(), event.path("reason").asText("")));
        } catch (IOException e) {
            say.now(publish.getTopic() + " is not JSON");
        }
    }

    /** Trains the next version, as the documented command does. */
    void good() throws IOException {
        var command = new ArrayList<>(List.of(Java.executable()));
        command.addAll(trainCommand());
        say.now("Training the next version: java " + String.join(" ", trainCommand()));
        var training = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var lines = training.inputReader()) {
            lines.lines().forEach(say::now);
        }
    }

    /** A version whose golden file does not agree with it. */
    void rejected() throws IOException {
        say.now("Dropping in " + SpoiledModel.GOLDEN.write(good, Plant.models(), next())
                + ", whose golden.json expects other scores than its model.onnx gives.");
    }

    /** A version that answers no number when a pump runs dry, promoted manually. */
    void rolledBack() throws IOException {
        var version = next();
        say.now("Dropping in " + SpoiledModel.NAN.write(good, Plant.models(), version)
                + ", which is right about normal running, and says NaN of a pump that runs dry.");
        say.now("Promoting it manually: " + plant.promoteCommand(Integer.toString(version)));
        var answer = plant.promote(version);
        while (answer.startsWith("404") || answer.startsWith("409")) {
            LockSupport.parkNanos(200_000_000);
            answer = plant.promote(version);
        }
        say.now("It says " + answer);
        pumps.runDry((long) say.seconds(), say);
    }

    private static int next() throws IOException {
        try (var versions = Files.list(Plant.models().resolve(ModelsFolder.MODEL))) {
            return 1 + versions.map(path -> path.getFileName().toString()).filter(name -> name.matches("\\d+"))
                    .mapToInt(Integer::parseInt).max().orElse(0);
        }
    }
}
