package io.bactrian.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.Test;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.bactrian.kit.FakeCollector;
import io.bactrian.kit.FakeCollector.Span;
import io.bactrian.kit.KafkaTap;
import io.bactrian.kit.Listener;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;
import io.bactrian.kit.Rows;
import io.bactrian.kit.Site;

/** Spans of the packaged application. */
class TracesIT {
    private static final Duration PATIENCE = Patience.LONG;
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SENDER = "00f067aa0ba902b7";
    private static final List<String> STEPS = List.of("infer", "send devices/{device}/inference", "store samples",
            "send bactrian.samples");
    private static final int WINDOW = 30;

    @Test
    void aMessageIsOneTraceFromTheDeviceToKafkaAndTheRunLinksToIt() {
        Map<String, String> contexts = new ConcurrentHashMap<>();
        try (var collector = new FakeCollector();
                var site = new Site("spans", 1, application -> application.with("bactrian.traces.endpoint", collector.url()))
                        .open();
                var answers = new Listener(site.mqtt().url(), "devices/+/inference")) {
            KafkaTap tap = KafkaTap.open(site.kafka(), record -> {
                if (record.headers().lastHeader("traceparent") != null) {
                    contexts.put(KafkaTap.key(record), new String(record.headers().lastHeader("traceparent").value(), UTF_8));
                }
            });
            String device = site.fleet().device(0);
            site.fleet().send(WINDOW, 100);
            site.await("a full window", PATIENCE, () -> site.ledger().unanswered() == 0);
            assertThat(collector.spans()).as("spans without a context, at a ratio of 0").isEmpty();
            site.fleet().publish(traced(device));
            site.await("spans", PATIENCE, () -> collector.spans().size() >= STEPS.size() + 2 && contexts.containsKey(device));

            Span message = named(collector, "process devices/+/telemetry");
            assertThat(message.trace()).isEqualTo(TRACE);
            assertThat(message.parent()).isEqualTo(SENDER);
            for (String step : STEPS) {
                assertThat(named(collector, step).trace()).as(step).isEqualTo(TRACE);
                assertThat(named(collector, step).parent()).as(step).isEqualTo(message.id());
                assertThat(named(collector, step).end()).as(step).isGreaterThanOrEqualTo(named(collector, step).start());
            }
            assertThat(collector.spans()).filteredOn(span -> span.name().startsWith("run ")).singleElement()
                    .satisfies(run -> {
                        assertThat(run.trace()).isNotEqualTo(TRACE);
                        assertThat(run.links()).containsExactly(message.id());
                    });
            String own = "00-" + TRACE + "-" + message.id() + "-01";
            assertThat(contexts.get(device)).isEqualTo(own);
            assertThat(answers.on("devices/" + device + "/inference")).last()
                    .satisfies(answer -> assertThat(answer.getUserProperties().asList()).anySatisfy(
                            property -> assertThat(property.getValue().toString()).isEqualTo(own)));
            tap.close();
        }
    }

    @Test
    void aCollectorThatIsAwayCostsNoAnswerAndOneLineInTheLog() throws IOException {
        String nowhere = "http://127.0.0.1:" + Ports.free() + "/v1/traces";
        try (var site = new Site("unseen", 2, application -> application.with("bactrian.traces.endpoint", nowhere)
                .with("bactrian.traces.ratio", 1).with("bactrian.traces.most-per-second", 50)).open()) {
            site.fleet().send(400, 100);
            site.await("answers and samples", PATIENCE,
                    () -> site.ledger().unanswered() == 0 && site.ledger().unsampled() == 0);
            site.await("lost spans", PATIENCE, () -> site.application().metrics().sum("bactrian_traces_lost_total") > 500);

            assertThat(site.application().ready()).isTrue();
            assertThat(Files.readString(site.application().log())).containsOnlyOnce("Traces do not reach " + nowhere)
                    .doesNotContain("opentelemetry");
        }
    }

    private static Mqtt5Publish traced(String device) {
        return Mqtt5Publish.builder().topic("devices/" + device + "/telemetry").qos(MqttQos.AT_LEAST_ONCE)
                .payload(Rows.normal().row(device, WINDOW + 1, "traced-1")).userProperties(Mqtt5UserProperties.builder()
                        .add("traceparent", "00-" + TRACE + "-" + SENDER + "-01").build())
                .build();
    }

    private static Span named(FakeCollector collector, String name) {
        return collector.spans().stream().filter(span -> span.name().equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + collector.spans()));
    }
}
