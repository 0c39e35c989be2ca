package io.bactrian.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.bactrian.kit.Answer;
import io.bactrian.kit.Connections;
import io.bactrian.kit.KafkaTap;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Scratch;
import io.bactrian.kit.Site;

/** KubeEdge's single values through the packaged application: a row waits at the broker, over a kill too, and its answer can be followed. */
@SuppressWarnings("try")
class SingleValuesIT {
    private static final String DEVICE = "single-0";
    private static final List<String> CHANNELS = List.of("Accelerometer1RMS", "Accelerometer2RMS", "Current", "Pressure",
            "Temperature", "Thermocouple", "Voltage", "Volume Flow RateRMS");

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final Queue<ConsumerRecord<byte[], byte[]>> samples = new ConcurrentLinkedQueue<>();

    @Test
    void whatWaitsForItsRowOutlivesAKillAndAStopAndTheRowIsAnsweredOnce() throws Exception {
        var directory = Files.writeString(Scratch.directory("single").resolve("devices.yaml"),
                """
                default:
                  model: pump-anomaly
                  payload: {format: kubeedge}
                  assemble: {within: 1m, missing: refuse}
                """);
        try (var site = new Site("single", 0, application -> application.with("bactrian.devices.file", directory)).open();
                var tap = KafkaTap.open(site.kafka(), record -> {
                    if (KafkaTap.key(record).equals(DEVICE)) {
                        samples.add(record);
                    }
                })) {
            var client = listening(site);
            send(client, 0, 7);
            awaitWaiting(site, 7);
            site.application().kill();
            site.application().start();
            awaitWaiting(site, 7);
            follow(site);
            send(client, 7, 8);
            site.await("the row is answered", Patience.LONG, () -> answers.size() == 1);
            awaitWaiting(site, 0);
            site.await("every value is acknowledged", Patience.LONG,
                    () -> site.application().metrics().sum("bactrian_mqtt_acknowledged_total") == 8);
            site.await("the answer was followed", Patience.LONG, () -> events.stream().anyMatch(line -> line.contains("e-7")));

            send(client, 8, 11);
            awaitWaiting(site, 3);
            assertThat(site.application().stop()).as("it stops by itself").isTrue();
            site.application().start();
            awaitWaiting(site, 3);
            send(client, 11, 16);
            site.await("the second row is answered", Patience.LONG, () -> answers.size() == 2);
            site.await("both samples are in Kafka", Patience.LONG, () -> samples.size() >= 2);
            Connections.end(client);

            assertThat(answers).extracting(Answer::id).containsExactly("e-7", "e-15");
            assertThat(new String(samples.peek().value(), UTF_8)).contains("\"format\":\"row\"")
                    .contains("\"Volume Flow RateRMS\":7.5");
        }
    }

    private Mqtt5AsyncClient listening(Site site) {
        var client = Connections.user(site.mqtt().url(), DEVICE);
        client.publishes(MqttGlobalPublishFilter.ALL, publish -> answers.add(Answer.parse(publish.getPayloadAsBytes())));
        Connections.connect(client);
        Patience.join(client.subscribeWith().topicFilter("devices/" + DEVICE + "/inference").qos(MqttQos.AT_LEAST_ONCE).send());
        return client;
    }

    private static void send(Mqtt5AsyncClient client, int from, int to) {
        for (int i = from; i < to; i++) {
            var value = "{\"event_id\":\"e-" + i + "\",\"timestamp\":0,\"data\":{\"" + CHANNELS.get(i % CHANNELS.size())
                    + "\":{\"value\":\"" + i + ".5\",\"metadata\":{\"type\":\"float\"}}}}";
            Patience.join(client.publish(Mqtt5Publish.builder().topic("devices/" + DEVICE + "/telemetry")
                    .qos(MqttQos.AT_LEAST_ONCE).payload(value.getBytes(UTF_8)).build()));
        }
    }

    private static void awaitWaiting(Site site, int messages) {
        site.await(messages + " messages wait", Patience.LONG,
                () -> site.application().metrics().sum("bactrian_rows_waiting") == messages
                        && site.application().ready());
    }

    private void follow(Site site) {
        var request = HttpRequest.newBuilder(site.application().page("/devices/" + DEVICE + "/inference")).build();
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build().sendAsync(request, BodyHandlers.ofLines())
                .thenAccept(response -> response.body().forEach(events::add));
        site.await("it is followed", Patience.LONG,
                () -> site.application().metrics().sum("bactrian_answer_streams") == 1);
    }
}
