package io.bactrian.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.bactrian.kit.ChildProcess;
import io.bactrian.kit.Connections;
import io.bactrian.kit.Java;
import io.bactrian.kit.ModelsFolder;

/** The models of the demo: new versions are dropped in, and what becomes of them is said as it is heard on MQTT. */
final class Models {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

    private final Say say;
    private final Plant plant;
    private final Mqtt5AsyncClient ears;

    Models(Say say, Plant plant) {
        this.say = say;
        this.plant = plant;
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
    void good() {
        say.now("Training the next version: java " + String.join(" ", trainCommand()));
        var command = new java.util.ArrayList<>(List.of(Java.executable()));
        command.addAll(trainCommand());
        var training = ChildProcess.start("train", command, Map.of(), Plant.home().resolve("train.log"));
        training.await("trained", Duration.ofSeconds(60), () -> !training.alive());
    }

    /** A version whose golden file does not agree with it. */
    void refused() throws IOException {
        var version = next();
        say.now("Dropping version " + version + ", whose golden.json does not agree with its model.onnx.");
        drop(version, folder -> ModelsFolder.edit(folder.resolve("golden.json"), "\"anomaly\" ?: ?\\[ ?0", "\"anomaly\":[1"));
    }

    private void drop(int version, java.util.function.Consumer<Path> change) throws IOException {
        var model = Plant.models().resolve(ModelsFolder.MODEL);
        var fresh = model.resolve("." + version + ".new");
        ModelsFolder.copy(model.resolve("1"), fresh);
        change.accept(fresh);
        Files.move(fresh, model.resolve(Integer.toString(version)));
    }

    private int next() throws IOException {
        try (var versions = Files.list(Plant.models().resolve(ModelsFolder.MODEL))) {
            return 1 + versions.map(path -> path.getFileName().toString()).filter(name -> name.matches("\\d+"))
                    .mapToInt(Integer::parseInt).max().orElse(0);
        }
    }
}
