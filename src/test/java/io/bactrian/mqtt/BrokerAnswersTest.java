package io.bactrian.mqtt;

import static io.bactrian.mqtt.Rig.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;
import io.bactrian.mqtt.client.PublishRefusedException;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;

@ExpectedErrors({"io.bactrian.mqtt", "org.apache.camel"})
class BrokerAnswersTest {
    static RouteBuilder publish() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:publish").to("paho-mqtt5:answers");
            }
        };
    }

    static Rig rig(ScriptedBroker broker, RouteBuilder routes) throws Exception {
        Rig rig = new Rig(broker.url(), "rig");
        rig.mqtt.setMaxPayloadBytes(1_000);
        return rig.start(routes);
    }

    private static CompletableFuture<Exchange> send(Rig rig, String topic, String origin) {
        Exchange exchange = rig.camel.getEndpoint("direct:publish").createExchange();
        exchange.getIn().setBody(topic.getBytes(StandardCharsets.UTF_8));
        exchange.getIn().setHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, topic);
        exchange.getIn().setHeader(MqttHeaders.ORIGIN, origin);
        CompletableFuture<Exchange> done = new CompletableFuture<>();
        rig.producer("direct:publish").process(exchange, sync -> done.complete(exchange));
        return done;
    }

    private static Exception failure(CompletableFuture<Exchange> done) {
        return Patience.join(done).getException();
    }

    /** Ends the connection at some topics, without a word. */
    private static class Resetting extends ScriptedBroker {
        @Override
        void answer(Channel to, Published message, int packetId) {
            if (message.topic().startsWith("poison")) {
                to.close();
            } else {
                acknowledge(to, packetId, 0);
            }
        }
    }

    @Test
    void aReasonThatMqttDoesNotKnowRefusesThatPublishAlone() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker() {
            @Override
            void answer(Channel to, Published message, int packetId) {
                acknowledge(to, packetId, message.topic().equals("odd") ? 0xc5 : 0);
            }
        }; Rig rig = rig(broker, publish())) {
            CompletableFuture<Exchange> odd = send(rig, "odd", null);
            CompletableFuture<Exchange> even = send(rig, "even", null);
            assertThat(failure(odd)).isInstanceOf(PublishRefusedException.class).hasMessageContaining("0xc5");
            assertThat(failure(even)).isNull();
            assertThat(rig.mqtt.getCounters().reconnects()).isZero();
        }
    }

    @Test
    void aPublishThatEndsConnectionsIsIsolatedAndTheOthersGoOut() throws Exception {
        try (ScriptedBroker broker = new Resetting(); Rig rig = rig(broker, publish())) {
            CompletableFuture<Exchange> poison = send(rig, "poison/1", null);
            List<CompletableFuture<Exchange>> good = IntStream.range(0, 500).mapToObj(i -> send(rig, "good/" + i, null))
                    .toList();
            assertThat(failure(poison)).isInstanceOf(PublishRefusedException.class).hasMessageContaining("poison/1")
                    .hasMessageContaining("ended the connection 3 times");
            assertThat(good).allSatisfy(done -> assertThat(failure(done)).isNull());
            await().atMost(Patience.LONG).untilAsserted(() -> assertThat(rig.mqtt.getCounters().reconnects())
                    .as("one for each time it was tried").isEqualTo(3));
            assertThat(rig.mqtt.getCounters().isolated()).isOne();
            assertThat(rig.mqtt.status().get(0).isolated()).containsExactly("poison/1");
        }
    }

    @Test
    void theSameTopicIsRefusedAtOnceForAWhileAndEndsNoMoreConnections() throws Exception {
        try (ScriptedBroker broker = new Resetting(); Rig rig = rig(broker, publish())) {
            assertThat(failure(send(rig, "poison/1", null))).isInstanceOf(PublishRefusedException.class);
            int connections = broker.connections.get();
            for (int i = 0; i < 100; i++) {
                assertThat(failure(send(rig, "poison/1", null))).isInstanceOf(PublishRefusedException.class);
                assertThat(failure(send(rig, "good", null))).isNull();
                assertThat(broker.connections.get()).isLessThanOrEqualTo(connections + 1);
            }
            eventually(() -> rig.mqtt.status().get(0).connected());
            assertThat(broker.connections.get()).isLessThanOrEqualTo(connections + 1);
        }
    }

    @Test
    void whoChoseATopicThatEndsConnectionsCannotChooseAnotherOne() throws Exception {
        try (ScriptedBroker broker = new Resetting(); Rig rig = rig(broker, publish())) {
            assertThat(failure(send(rig, "poison/1", "pump-7"))).isInstanceOf(PublishRefusedException.class);
            eventually(() -> rig.mqtt.status().get(0).connected());
            int connections = broker.connections.get();
            for (int i = 2; i < 50; i++) {
                assertThat(failure(send(rig, "poison/" + i, "pump-7"))).isInstanceOf(PublishRefusedException.class);
                assertThat(broker.connections.get()).isEqualTo(connections);
            }
            assertThat(failure(send(rig, "devices/pump-7/inference", null))).as("what it did not choose").isNull();
            assertThat(failure(send(rig, "chosen", "pump-8"))).as("another one's choice").isNull();
        }
    }

    @Test
    void aBurstOfPublishesThatEndConnectionsCostsNoMoreConnectionsThanOne() throws Exception {
        try (ScriptedBroker broker = new Resetting(); Rig rig = rig(broker, publish())) {
            List<CompletableFuture<Exchange>> poison = IntStream.range(0, 300)
                    .mapToObj(i -> send(rig, "poison/" + i, "pump-7")).toList();
            List<CompletableFuture<Exchange>> good = IntStream.range(0, 300).mapToObj(i -> send(rig, "good/" + i, null))
                    .toList();
            for (CompletableFuture<Exchange> done : poison) {
                assertThat(failure(done)).isInstanceOf(PublishRefusedException.class);
                assertThat(broker.connections.get()).isLessThanOrEqualTo(6);
            }
            assertThat(good).allSatisfy(done -> assertThat(failure(done)).isNull());
            eventually(() -> rig.mqtt.status().get(0).connected());
            assertThat(broker.connections.get()).isLessThanOrEqualTo(6);
        }
    }

    @Test
    void aBrokerThatRefusesAndThenHangsUpTellsTheCause() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker() {
            @Override
            void answer(Channel to, Published message, int packetId) {
                boolean denied = message.topic().startsWith("denied");
                acknowledge(to, packetId, denied ? 0x87 : 0);
                if (denied) { // closed with messages unread, it would be reset, and the refusal could be lost
                    ((DuplexChannel) to).shutdownOutput();
                }
            }
        }; Rig rig = rig(broker, publish())) {
            List<CompletableFuture<Exchange>> all = IntStream.range(0, 300)
                    .mapToObj(i -> send(rig, i % 3 == 0 ? "denied/" + i : "good/" + i, i % 3 == 0 ? "pump-7" : null)).toList();
            for (int i = 0; i < all.size(); i++) {
                if (i % 3 == 0) {
                    assertThat(failure(all.get(i))).isInstanceOf(PublishRefusedException.class);
                } else {
                    assertThat(failure(all.get(i))).isNull();
                }
            }
            eventually(() -> rig.mqtt.status().get(0).connected());
            assertThat(broker.connections.get()).as("one more than at first").isEqualTo(2);
            assertThat(rig.mqtt.status().get(0).isolated()).contains("pump-7").noneMatch(name -> name.startsWith("good"));
        }
    }

    @Test
    void aBrokerThatTakesQos0OnlyGetsNothingElse() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker().saying(MqttPropertyType.MAXIMUM_QOS, 0);
                Rig rig = rig(broker, publish())) {
            assertThat(failure(send(rig, "a", null))).isNull();
            eventually(() -> broker.published.size() == 1);
            assertThat(broker.published.get(0).qos()).isZero();
        }
    }

    @Test
    void noMorePublishesAreUnacknowledgedThanTheBrokerAllows() throws Exception {
        ConcurrentLinkedQueue<Runnable> later = new ConcurrentLinkedQueue<>();
        try (ScriptedBroker broker = new ScriptedBroker() {
            @Override
            void answer(Channel to, Published message, int packetId) {
                later.add(() -> acknowledge(to, packetId, 0));
            }
        }.saying(MqttPropertyType.RECEIVE_MAXIMUM, 3); Rig rig = rig(broker, publish())) {
            List<CompletableFuture<Exchange>> all = IntStream.range(0, 10).mapToObj(i -> send(rig, "t/" + i, null)).toList();
            for (int i = 0; i < 10; i++) {
                int sent = Math.min(10, i + 3);
                eventually(() -> broker.published.size() == sent && !later.isEmpty());
                later.poll().run();
            }
            assertThat(all).allSatisfy(done -> assertThat(failure(done)).isNull());
        }
    }

    @Test
    void whatWaitsForTheConnectionIsRefusedWhereTheBrokerTakesNoSuchSize() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker().saying(MqttPropertyType.MAXIMUM_PACKET_SIZE, 100);
                Rig rig = rig(broker, publish())) {
            assertThat(failure(send(rig, "t/" + "x".repeat(200), null))).isInstanceOf(PublishRefusedException.class)
                    .hasMessageContaining("100 bytes at most");
            assertThat(failure(send(rig, "t", null))).isNull();
            assertThat(failure(send(rig, "u/" + "x".repeat(200), null))).isInstanceOf(PublishRefusedException.class);
            assertThat(broker.published).extracting(ScriptedBroker.Published::topic).containsExactly("t");
            assertThat(rig.mqtt.getCounters().reconnects()).isZero();
        }
    }
}
