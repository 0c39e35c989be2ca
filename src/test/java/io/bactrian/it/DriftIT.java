package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.kit.KafkaTap;
import io.bactrian.kit.ModelSite;
import io.bactrian.kit.Rows;

/** A sensor's scale moves, before the packaged application. */
@SuppressWarnings("try")
class DriftIT {
    private static final String TOPIC = "bactrian.drift";
    private static final int DEVICES = 10;
    private static final int RATE = 200;
    private static final Pattern CURRENT = Pattern.compile("(\"Current\":)([^,}]*)");

    private volatile double scale = 1;

    @Test
    void aSensorWhoseScaleMovesIsToldOnMqttAndKafkaAndMoreIsSampledWhileAnswersAndHealthGoOn() throws IOException {
        Queue<ConsumerRecord<byte[], byte[]>> samples = new ConcurrentLinkedQueue<>();
        Queue<ConsumerRecord<byte[], byte[]>> told = new ConcurrentLinkedQueue<>();
        try (var site = new ModelSite("drift", DEVICES, this::row,
                application -> application.with("bactrian.drift.enabled", true).with("bactrian.drift.window", "10s")
                        .with("bactrian.drift.reference", 1_000).with("bactrian.drift.reference-from", "messages")
                        .with("bactrian.samples.policy", "drift"))) {
            site.site().kafka().createTopic(TOPIC, 1);
            try (var sampled = KafkaTap.open(site.site().kafka(), samples::add);
                    var drift = KafkaTap.all(site.site().kafka(), TOPIC, told::add);
                    var traffic = site.traffic(RATE)) {
                var references = site.site().application().directory().resolve("spool/learning/references.json");
                site.await("there is a reference", () -> Files.exists(references));
                site.awaitResults(5 * RATE);
                assertThat(of(site, "drift")).as("drift before anything has moved").isEmpty();
                scale = 1.5;
                site.await("drift is told on MQTT", () -> !of(site, "drift").isEmpty());
                site.await("drift is told on Kafka", () -> !told.isEmpty());
                site.await("messages are sampled for it", () -> samples.size() >= 10);
                site.await("it is ready", () -> site.site().application().ready());
                site.await("the metric says so", () -> site.metric("bactrian_drift_groups") == 1);
                scale = 1;
                site.await("its end is told", () -> !of(site, "drift-ended").isEmpty());
            }
            site.await("every message is answered", () -> site.site().ledger().unanswered() == 0);
            assertThat(site.site().ledger().errors()).as("messages answered with an error").isZero();
            JsonNode event = of(site, "drift").get(0);
            assertThat(event.at("/channels").findValuesAsText("name")).contains("Current");
            assertThat(new ObjectMapper().readTree(told.peek().value())).isEqualTo(event);
            assertThat(KafkaTap.header(told.peek(), "ce_type")).isEqualTo("io.bactrian.drift.v1");
            assertThat(samples).allSatisfy(record -> {
                assertThat(KafkaTap.header(record, "ce_reason")).isEqualTo("drift");
                assertThat(KafkaTap.header(record, "ce_probability")).isEqualTo("0.2");
            });
            System.out.printf("drift: %s, since %s, told %s%n", event.path("reason").asText(), event.path("since").asText(),
                    event.path("at").asText());
        }
    }

    private static List<JsonNode> of(ModelSite site, String kind) {
        return site.events().all().stream().filter(event -> event.path("event").asText().equals(kind)).toList();
    }

    private byte[] row(String device, long number, String id) {
        var text = new String(Rows.normal().row(device, number, id), StandardCharsets.UTF_8);
        return CURRENT.matcher(text).replaceAll(found -> found.group(1) + Double.parseDouble(found.group(2)) * scale)
                .getBytes(StandardCharsets.UTF_8);
    }
}
