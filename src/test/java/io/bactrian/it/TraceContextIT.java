package io.bactrian.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.bactrian.kit.KafkaTap;
import io.bactrian.kit.Listener;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Rows;
import io.bactrian.kit.Site;

/** The trace context that a device sends, through the packaged application. */
class TraceContextIT {
    private static final Duration PATIENCE = Patience.LONG;
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final byte[] ROW = Rows.normal().row("traced", 1, "traced-1");

    @Test
    void itComesBackWithTheAnswerAndTheErrorAndGoesOnToKafkaAndNothingElseOfTheDevicesPropertiesDoes() {
        Map<String, Map<String, String>> records = new ConcurrentHashMap<>();
        try (var site = new Site("trace", 1).open(); var answers = new Listener(site.mqtt().url(), "devices/+/inference")) {
            KafkaTap tap = KafkaTap.open(site.kafka(), record -> {
                Map<String, String> headers = new HashMap<>();
                record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
                records.put(KafkaTap.key(record), headers);
            });
            site.fleet().publish(message("traced", ROW));
            site.fleet().publish(message("refused", "{".getBytes(UTF_8)));
            site.await("answers", PATIENCE, () -> !answers.on("devices/traced/inference").isEmpty()
                    && !answers.on("devices/refused/inference").isEmpty());
            site.await("records", PATIENCE, () -> records.containsKey("traced") && records.containsKey("refused"));
            tap.close();

            for (String device : new String[]{"traced", "refused"}) {
                assertThat(properties(answers.on("devices/" + device + "/inference").get(0))).as(device)
                        .isEqualTo(Map.of("traceparent", PARENT, "tracestate", "a=1"));
                assertThat(records.get(device)).as(device).containsEntry("traceparent", PARENT)
                        .containsEntry("tracestate", "a=1")
                        .containsEntry("ce_traceparent", PARENT).doesNotContainKey("other");
            }
        }
    }

    private static Mqtt5Publish message(String device, byte[] payload) {
        return Mqtt5Publish.builder().topic("devices/" + device + "/telemetry").qos(MqttQos.AT_LEAST_ONCE).payload(payload)
                .userProperties(Mqtt5UserProperties.builder().add("traceparent", PARENT).add("tracestate", "a=1")
                        .add("other", "x").build())
                .build();
    }

    private static Map<String, String> properties(Mqtt5Publish answer) {
        return answer.getUserProperties().asList().stream()
                .collect(Collectors.toMap(each -> each.getName().toString(), each -> each.getValue().toString()));
    }
}
