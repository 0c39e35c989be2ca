package io.bactrian.mqtt;

import static io.bactrian.mqtt.Rig.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.Patience;
import io.bactrian.mqtt.client.MqttPublishException;
import io.bactrian.mqtt.client.PublishRefusedException;

@ExpectedErrors({"io.bactrian.mqtt", "org.apache.camel"})
class ProducerTest {
    @TempDir
    Path directory;
    private MosquittoBroker broker;
    private Peer peer;

    @BeforeEach
    void start() throws Exception {
        Path acl = Files.write(directory.resolve("acl"), List.of("topic readwrite #", "topic deny forbidden"));
        broker = MosquittoBroker.startedOrSkip("acl_file " + acl, "message_size_limit 100000", "max_packet_size 100000");
        peer = new Peer(broker.port()).subscribe("answers");
    }

    @AfterEach
    void stop() {
        if (peer != null) {
            peer.close();
            broker.close();
        }
    }

    private static RouteBuilder publish() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:publish").to("paho-mqtt5:answers");
            }
        };
    }

    /** Sends from this very thread, so that the order is known and a block would show. */
    private static List<CompletableFuture<Exchange>> submit(Rig rig, int from, int to) {
        var endpoint = rig.camel.getEndpoint("direct:publish");
        var producer = rig.producer("direct:publish");
        return IntStream.range(from, to).mapToObj(i -> {
            Exchange exchange = endpoint.createExchange();
            exchange.getIn().setBody(Integer.toString(i).getBytes(StandardCharsets.UTF_8));
            CompletableFuture<Exchange> done = new CompletableFuture<>();
            producer.process(exchange, sync -> done.complete(exchange));
            return done;
        }).toList();
    }

    private static void join(List<? extends CompletableFuture<?>> all) {
        Patience.join(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)));
    }

    private static List<String> numbers(int to) {
        return IntStream.range(0, to).mapToObj(Integer::toString).toList();
    }

    @Test
    void fiveThousandPublishesKeepTheirOrderUnderTheBrokersDefaultReceiveMaximumOf20() throws Exception {
        try (Rig rig = Rig.of(broker).start(publish())) {
            eventually(rig::connected);
            List<CompletableFuture<Exchange>> all = submit(rig, 0, 5_000);
            eventually(() -> rig.mqtt.status().get(0).inFlight() <= 20);
            join(all);
            assertThat(all).allMatch(done -> done.join().getException() == null);
            peer.awaitSeen(5_000);
            assertThat(peer.bodies()).containsExactlyElementsOf(numbers(5_000));
            assertThat(rig.mqtt.getCounters().published()).isEqualTo(5_000);
        }
    }

    @Test
    void aPublishDoesNotBlockItsThreadWhileTheBrokerStandsStillAndGoesOutAfterwards() throws Exception {
        try (Rig rig = Rig.of(broker).start(publish())) {
            eventually(rig::connected);
            signal("STOP");
            try {
                CompletableFuture<List<CompletableFuture<Exchange>>> submitted = CompletableFuture
                        .supplyAsync(() -> submit(rig, 0, 2_000));
                assertThat(submitted).succeedsWithin(Patience.LONG);
                List<CompletableFuture<Exchange>> all = submitted.join();
                assertThat(all).noneMatch(CompletableFuture::isDone);
                assertThat(rig.mqtt.status().get(0).waiting()).isGreaterThan(1_900);
                signal("CONT");
                join(all);
            } finally {
                signal("CONT");
            }
            peer.awaitSeen(2_000);
            assertThat(peer.bodies()).containsExactlyElementsOf(numbers(2_000));
        }
    }

    private void signal(String name) {
        broker.process().signal(name);
    }

    @Test
    void whatTheBrokerDidNotAcknowledgeGoesAgainInOrderAfterItsRestart() throws Exception {
        broker.stop();
        try (Rig rig = Rig.of(broker).start(publish())) {
            List<CompletableFuture<Exchange>> all = submit(rig, 0, 1_000);
            assertThat(all).noneMatch(CompletableFuture::isDone);
            broker.start();
            join(all);
            assertThat(all).allMatch(done -> done.join().getException() == null);
            eventually(() -> rig.mqtt.getCounters().published() == 1_000);
        }
    }

    @Test
    void whatWasSentAndNotAcknowledgedGoesAgainInOrderWhenTheBrokerIsKilled() throws Exception {
        try (Rig rig = Rig.of(broker).start(publish())) {
            eventually(rig::connected);
            signal("STOP");
            List<CompletableFuture<Exchange>> all = submit(rig, 0, 200);
            eventually(() -> rig.mqtt.status().get(0).inFlight() > 10);
            broker.kill();
            eventually(() -> !rig.connected());
            assertThat(rig.mqtt.status().get(0).waiting()).isEqualTo(200);
            broker.start();
            try (Peer again = new Peer(broker.port()).subscribe("answers")) {
                join(all);
                eventually(() -> again.seen().isEmpty() || again.bodies().contains("199"));
                assertThat(again.bodies()).as("in order, as far as it subscribed in time").isSortedAccordingTo(
                        (a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)));
            }
            assertThat(all).allMatch(done -> done.join().getException() == null);
            assertThat(rig.mqtt.getCounters().published()).isEqualTo(200);
        }
    }

    @Test
    void tooManyWaitingPublishesAreRefusedAndSaidSo() throws Exception {
        broker.stop();
        MqttComponent few = new MqttComponent(broker.url(), "few");
        few.setMaxWaitingPublishes(3);
        try (Rig rig = new Rig(few).start(publish())) {
            rig.camel.getShutdownStrategy().setTimeout(1);
            List<CompletableFuture<Exchange>> all = submit(rig, 0, 4);
            assertThat(all.get(3)).isCompleted();
            assertThat(all.get(3).join().getException()).isInstanceOf(MqttPublishException.class)
                    .hasMessageContaining("3 publishes wait").hasMessageContaining("maxWaitingPublishes");
            assertThat(all.subList(0, 3)).noneMatch(CompletableFuture::isDone);
            assertThat(rig.mqtt.getCounters().publishRefused()).isOne();
        }
    }

    @Test
    void stoppingFailsTheExchangesThatTheBrokerHasNotAcknowledged() throws Exception {
        broker.stop();
        List<CompletableFuture<Exchange>> all;
        try (Rig rig = Rig.of(broker).start(publish())) {
            rig.camel.getShutdownStrategy().setTimeout(1);
            all = submit(rig, 0, 5);
        }
        join(all);
        assertThat(all).allSatisfy(done -> assertThat(done.join().getException()).isInstanceOf(MqttPublishException.class)
                .hasMessageContaining("stopped before the broker acknowledged"));
    }

    @Test
    void aPublishTheBrokerRefusesFailsItsExchangeAndOthersGoOn() throws Exception {
        try (Rig rig = Rig.of(broker).start(publish())) {
            eventually(rig::connected);
            ProducerTemplate template = rig.camel.createProducerTemplate();
            assertThatThrownBy(
                    () -> template.requestBodyAndHeader("direct:publish", "x", PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC,
                            "forbidden"))
                    .isInstanceOf(CamelExecutionException.class).cause().isInstanceOf(PublishRefusedException.class)
                    .hasMessageContaining("forbidden").hasMessageContaining("0x87");
            assertThatThrownBy(() -> template.requestBody("direct:publish", new byte[200_000])).cause()
                    .isInstanceOf(PublishRefusedException.class).hasMessageContaining("100000");
            assertThatThrownBy(
                    () -> template.requestBodyAndHeader("direct:publish", "x", PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC,
                            "a/+"))
                    .hasStackTraceContaining("wildcard");
            assertThatThrownBy(
                    () -> template.requestBodyAndHeader("direct:publish", "x", PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC,
                            "a\u0001b"))
                    .hasStackTraceContaining("UTF-8");
            template.requestBodyAndHeader("direct:publish", "nobody listens", PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC,
                    "nobody");
            template.requestBody("direct:publish", "fine");
            peer.awaitSeen(1);
            assertThat(peer.bodies()).containsExactly("fine");
            assertThat(rig.mqtt.getCounters().publishRefused()).isEqualTo(2);
        }
    }

    @Test
    void headersSayTopicQosAndRetained() throws Exception {
        try (Rig rig = Rig.of(broker).start(publish())) {
            rig.camel.createProducerTemplate().send("direct:publish", exchange -> {
                exchange.getIn().setBody("kept");
                exchange.getIn().setHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, "elsewhere");
                exchange.getIn().setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_RETAINED, true);
                exchange.getIn().setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_QOS, 0);
            });
            try (Peer late = new Peer(broker.port())) {
                late.publish("barrier", "x");
                late.subscribe("elsewhere").awaitSeen(1);
                Mqtt5Publish got = late.seen().get(0);
                assertThat(got.isRetain()).isTrue();
                assertThat(got.getQos()).isEqualTo(MqttQos.AT_MOST_ONCE);
            }
        }
    }

    @Test
    void qos0AndQos1MixedUnderASmallWindowAllArrive() throws Exception {
        try (Rig rig = Rig.of(broker).start(publish())) {
            eventually(rig::connected);
            ProducerTemplate template = rig.camel.createProducerTemplate();
            List<CompletableFuture<Object>> all = IntStream.range(0, 2_000).mapToObj(i -> template
                    .asyncRequestBodyAndHeader("direct:publish", Integer.toString(i), PahoMqtt5Constants.CAMEL_PAHO_MSG_QOS,
                            i % 2))
                    .toList();
            join(all);
            peer.awaitSeen(2_000);
            assertThat(rig.mqtt.getCounters().reconnects()).isZero();
        }
    }

    @Test
    void mqtt5PropertiesPassInBothDirections() throws Exception {
        try (Rig rig = Rig.of(broker).start(new RouteBuilder() {
            @Override
            public void configure() {
                from("paho-mqtt5:questions").process(exchange -> {
                    MqttProperties asked = exchange.getIn().getHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES,
                            MqttProperties.class);
                    MqttProperties answer = new MqttProperties();
                    answer.setCorrelationData(asked.getCorrelationData());
                    answer.setContentType("application/json");
                    answer.setMessageExpiryInterval(60L);
                    answer.setUserProperties(List.of(new UserProperty("asked", asked.getUserProperties().get(0).getValue())));
                    exchange.getIn().setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, answer);
                    exchange.getIn().setHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, asked.getResponseTopic());
                }).to("paho-mqtt5:nowhere");
            }
        }).subscribed()) {
            for (int i = 0; i < 20; i++) {
                peer.client.publishWith().topic("questions").qos(MqttQos.AT_LEAST_ONCE).responseTopic("answers")
                        .correlationData(new byte[]{1, 2, (byte) 0xff}).userProperties().add("n", "seven").applyUserProperties()
                        .payload("?".getBytes(StandardCharsets.UTF_8)).send().join();
            }
            peer.awaitSeen(20);
            assertThat(peer.seen()).allSatisfy(got -> {
                byte[] correlation = new byte[3];
                got.getCorrelationData().orElseThrow().get(correlation);
                assertThat(correlation).containsExactly(1, 2, 0xff);
                assertThat(got.getContentType().orElseThrow()).hasToString("application/json");
                assertThat(got.getMessageExpiryInterval()).isPresent();
                assertThat(got.getUserProperties().asList()).extracting(Mqtt5UserProperty::getValue)
                        .extracting(Object::toString)
                        .containsExactly("seven");
            });
            assertThat(rig.mqtt.getCounters().reconnects()).isZero();
        }
    }
}
