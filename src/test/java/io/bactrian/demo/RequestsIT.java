package io.bactrian.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;

import io.bactrian.kit.ChildProcess;
import io.bactrian.kit.Connections;
import io.bactrian.kit.KafkaTap;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Scratch;
import io.bactrian.kit.Site;
import io.bactrian.train.vision.Dial;

/** The packaged application answers a camera: by the commands that the demo prints, and over MQTT. */
@SuppressWarnings("try")
class RequestsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double CLOSE = 0.05;

    @TempDir
    Path dir;

    @Test
    void theCommandsThatTheDemoPrintsWorkAsPrinted() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")),
                "SKIPPED: there is no /usr/bin/curl to run the demo's commands");
        try (var site = site("commands")) {
            var requests = new Requests(site.application().page("/"), Scratch.directory("demo"));

            assertThat(run(requests.picture()).path("score").asDouble())
                    .isCloseTo(new Dial(0, Dial.Style.OTHER, 240).reading(), within(CLOSE));
            assertThat(run(requests.tensorRequest()).at("/outputs/0/name").asText()).isEqualTo("score");
        }
    }

    private JsonNode run(String command) throws IOException {
        Path out = dir.resolve("out.json");
        Path log = dir.resolve("command.log");
        var process = ChildProcess.start("curl", List.of("/bin/sh", "-c", command + " -sS -o " + out), Map.of(), log);
        process.await("ended", Patience.LONG, () -> !process.alive());
        return JSON.readTree(Files.readString(out));
    }

    @Test
    void aPictureOverMqttIsAnsweredAndKeptAsItWasSent() throws Exception {
        Queue<ConsumerRecord<byte[], byte[]>> records = new ConcurrentLinkedQueue<>();
        Queue<JsonNode> answers = new ConcurrentLinkedQueue<>();
        var dial = new Dial(7, Dial.Style.OTHER, 240);
        var jpeg = Camera.jpeg(dial.picture());
        try (var site = site("pictures"); var tap = KafkaTap.open(site.kafka(), records::add)) {
            var camera = Connections.user(site.mqtt().url(), Camera.NAME);
            camera.publishes(MqttGlobalPublishFilter.ALL, publish -> {
                try {
                    answers.add(JSON.readTree(publish.getPayloadAsBytes()));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            Connections.connect(camera);
            Patience.join(camera.subscribeWith().topicFilter("devices/" + Camera.NAME + "/inference").qos(MqttQos.AT_LEAST_ONCE)
                    .send());
            for (var payload : List.of(jpeg, Arrays.copyOf(jpeg, 2000))) {
                Patience.join(camera.publishWith().topic("devices/" + Camera.NAME + "/telemetry").qos(MqttQos.AT_LEAST_ONCE)
                        .contentType("image/jpeg").payload(payload).send());
            }
            site.await("answer and error", Patience.LONG, () -> answers.size() >= 2);
            site.await("sample and dead letter", Patience.LONG, () -> records.size() >= 2);
            Patience.join(camera.disconnect());
        }
        assertThat(answers)
                .anySatisfy(answer -> assertThat(answer.path("score").asDouble()).isCloseTo(dial.reading(), within(CLOSE)))
                .anySatisfy(answer -> assertThat(answer.at("/error/code").asText()).isEqualTo("bad-picture"));
        assertThat(records).anySatisfy(record -> {
            assertThat(record.value()).isEqualTo(jpeg);
            assertThat(KafkaTap.header(record, "content-type")).isEqualTo("image/jpeg");
            assertThat(KafkaTap.header(record, "ce_type")).isEqualTo("io.bactrian.picture.v1");
            assertThat(KafkaTap.key(record)).isEqualTo(Camera.NAME);
        }).anySatisfy(record -> assertThat(KafkaTap.header(record, "ce_errorcode")).isEqualTo("bad-picture"));
    }

    private Site site(String name) throws IOException {
        Path devices = Files.writeString(dir.resolve("devices.yaml"), """
                                                                      default: {model: pump-anomaly}
                                                                      devices: {camera-1: {model: gauge-reading}}
                                                                      """);
        return new Site(name, 1, application -> application.with("bactrian.devices.file", devices)).open();
    }
}
