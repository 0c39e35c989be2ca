package io.bactrian.mqtt;

import static io.bactrian.mqtt.BrokerAnswersTest.publish;
import static io.bactrian.mqtt.BrokerAnswersTest.rig;
import static io.bactrian.mqtt.Rig.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;

/** What a broker may deliver, what it may not and does, and what is acknowledged when. */
@ExpectedErrors({"io.bactrian.mqtt", "org.apache.camel"})
class BrokerDeliveriesTest {
    private static RouteBuilder consume(Processor processor) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("paho-mqtt5:in").process(processor);
            }
        };
    }

    /** A consumer that collects the texts of its messages. */
    private static Rig collecting(ScriptedBroker broker, ConcurrentLinkedQueue<String> got) throws Exception {
        return rig(broker, consume(exchange -> got.add(exchange.getIn().getBody(String.class)))).subscribed();
    }

    @Test
    void acknowledgementsGoOutInTheOrderOfArrivalWhateverTheOrderOfCompletion() throws Exception {
        Map<String, AsyncCallback> waiting = new ConcurrentHashMap<>();
        try (ScriptedBroker broker = new ScriptedBroker(); Rig rig = rig(broker, consume(new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                waiting.put(exchange.getIn().getBody(String.class), callback);
                return false;
            }
        })).subscribed()) {
            IntStream.rangeClosed(1, 9).forEach(i -> broker.deliver("in", i, Integer.toString(i)));
            eventually(() -> waiting.size() == 9);
            for (int i = 9; i > 1; i--) {
                waiting.get(Integer.toString(i)).done(false);
            }
            assertThat(rig.mqtt.status().get(0).unacknowledged()).isEqualTo(9);
            assertThat(broker.acknowledged).isEmpty();
            waiting.get("1").done(false);
            eventually(() -> broker.acknowledged.size() == 9);
            assertThat(broker.acknowledged).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
        }
    }

    @Test
    void aHeldMessageDoesNotHoldUpTheAcknowledgementsBehindIt() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker(); Rig rig = rig(broker, consume(exchange -> {
            if (exchange.getIn().getBody(String.class).equals("bad")) {
                throw new IllegalStateException("not now");
            }
        })).subscribed()) {
            broker.deliver("in", 1, "bad");
            broker.deliver("in", 2, "good");
            broker.deliver("in", 3, "good");
            eventually(() -> broker.acknowledged.size() == 2);
            assertThat(broker.acknowledged).containsExactly(2, 3);
            assertThat(rig.mqtt.getCounters().held()).isOne();
        }
    }

    @Test
    void aMessageThatWaitsForOthersHoldsUpNoAcknowledgementBehindItAndIsAcknowledgedWhenItEnds() throws Exception {
        Map<String, AsyncCallback> waiting = new ConcurrentHashMap<>();
        try (ScriptedBroker broker = new ScriptedBroker(); Rig rig = rig(broker, consume(new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                if (exchange.getIn().getBody(String.class).equals("value")) {
                    exchange.setProperty(MqttHeaders.WAITS, true);
                    waiting.put("value", callback);
                    return false;
                }
                callback.done(true);
                return true;
            }
        })).subscribed()) {
            broker.deliver("in", 1, "value");
            broker.deliver("in", 2, "row");
            broker.deliver("in", 3, "row");
            eventually(() -> broker.acknowledged.size() == 2);
            assertThat(broker.acknowledged).containsExactly(2, 3);
            assertThat(rig.mqtt.status().get(0).unacknowledged()).isEqualTo(1);

            waiting.get("value").done(false);
            eventually(() -> broker.acknowledged.size() == 3);
        }
    }

    @Test
    void aMessageThatCannotBeDecodedIsAcknowledgedAndCountedAndTheNextArrives() throws Exception {
        ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
        try (ScriptedBroker broker = new ScriptedBroker();
                Rig rig = collecting(broker, got)) {
            ByteBuf raw = Unpooled.buffer().writeByte(0x32).writeByte(8).writeShort(2).writeBytes(new byte[]{'i', 'n'})
                    .writeShort(77).writeByte(1).writeByte(0x7e);
            broker.deliver(raw);
            broker.deliver("in", 78, "good");
            eventually(() -> broker.acknowledged.size() == 2);
            assertThat(broker.acknowledged).containsExactly(77, 78);
            assertThat(got).containsExactly("good");
            assertThat(rig.mqtt.getCounters().unreadable()).isOne();
            assertThat(rig.mqtt.getCounters().reconnects()).isZero();
        }
    }

    @Test
    void aResponseTopicThatIsNoTopicIsAsGoodAsNone() throws Exception {
        ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
        try (ScriptedBroker broker = new ScriptedBroker();
                Rig rig = collecting(broker, got)) {
            for (String topic : List.of("a/+/b", "#", "")) {
                MqttProperties properties = new MqttProperties();
                properties.add(new MqttProperties.StringProperty(MqttPropertyType.RESPONSE_TOPIC.value(), topic));
                broker.deliver("in", 5 + topic.length(), topic, properties);
            }
            eventually(() -> broker.acknowledged.size() == 3);
            assertThat(got).containsExactly("a/+/b", "#", "");
            assertThat(rig.mqtt.getCounters().reconnects()).isZero();
        }
    }

    @Test
    void ofAPayloadThatIsTooLongTheFirstPartArrivesWithItsLengthAndTheRestIsSkipped() throws Exception {
        int length = 200 << 20;
        ConcurrentLinkedQueue<Integer> lengths = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Integer> kept = new ConcurrentLinkedQueue<>();
        try (ScriptedBroker broker = new ScriptedBroker(); Rig rig = rig(broker, consume(exchange -> {
            lengths.add(exchange.getIn().getHeader(MqttHeaders.LENGTH, 0, Integer.class));
            kept.add(exchange.getIn().getBody(byte[].class).length);
        })).subscribed()) {
            int remaining = 2 + 2 + 2 + 1 + length;
            broker.deliver(
                    Unpooled.buffer().writeByte(0x32).writeByte(remaining & 0x7f | 0x80).writeByte(remaining >> 7 & 0x7f | 0x80)
                            .writeByte(remaining >> 14 & 0x7f | 0x80).writeByte(remaining >> 21).writeShort(2)
                            .writeBytes(new byte[]{'i', 'n'}).writeShort(5).writeByte(0));
            byte[] chunk = new byte[1 << 20];
            for (int sent = 0; sent < length; sent += chunk.length) {
                broker.deliver(Unpooled.wrappedBuffer(chunk));
            }
            broker.deliver("in", 6, "good");
            eventually(() -> broker.acknowledged.size() == 2);
            assertThat(lengths).containsExactly(length, 0);
            assertThat(kept).containsExactly(1_000, 4);
            assertThat(rig.mqtt.getCounters().oversized()).isOne();
        }
    }

    @Test
    void whatIsSetAsideIsAcknowledgedOnceItIsKeptAndWhatIsNotKeptIsHeld() throws Exception {
        Map<String, Throwable> aside = new ConcurrentHashMap<>();
        try (ScriptedBroker broker = new ScriptedBroker(); Rig rig = rig(broker, new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("paho-mqtt5:in?setAside=direct:aside").process(exchange -> {
                    throw new IllegalStateException("an index out of bounds, say");
                });
                from("direct:aside").process(exchange -> {
                    String body = exchange.getIn().getBody(String.class);
                    if (body.equals("no room")) {
                        throw new IllegalStateException("the disk is full");
                    }
                    assertThat(exchange.getIn().getHeader(PahoMqtt5Constants.MQTT_TOPIC)).isEqualTo("in");
                    assertThat(exchange.getIn().getHeader(MqttHeaders.PACKET_ID)).isEqualTo(1);
                    aside.put(body, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
                });
            }
        }).subscribed()) {
            broker.deliver("in", 1, "kept");
            broker.deliver("in", 2, "no room");
            eventually(() -> rig.mqtt.getCounters().held() == 1 && broker.acknowledged.size() == 1);
            assertThat(broker.acknowledged).containsExactly(1);
            assertThat(aside.get("kept")).hasMessageContaining("out of bounds");
            assertThat(rig.mqtt.getCounters().setAside()).isOne();
            assertThat(rig.mqtt.status().get(0).lastFailure()).contains("the disk is full");
        }
    }

    @Test
    void aConsumerThatComesLateGetsWhatWaitedBeforeWhatIsNewer() throws Exception {
        ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
        try (ScriptedBroker broker = new ScriptedBroker(); Rig rig = rig(broker, publish())) {
            rig.producer("paho-mqtt5:answers");
            eventually(rig::connected);
            for (int i = 1; i <= 500; i++) {
                broker.deliver("in", i, Integer.toString(i));
            }
            eventually(() -> rig.mqtt.status().get(0).unclaimed() > 0);
            rig.camel.addRoutes(consume(exchange -> got.add(exchange.getIn().getBody(String.class))));
            for (int i = 501; i <= 1_000; i++) {
                broker.deliver("in", i, Integer.toString(i));
            }
            eventually(() -> broker.acknowledged.size() == 1_000);
            assertThat(got).containsExactlyElementsOf(IntStream.rangeClosed(1, 1_000).mapToObj(Integer::toString).toList());
        }
    }

    @Test
    void anErrorOfTheVirtualMachineInARouteReachesTheThreadsHandler() throws Exception {
        CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        try (ScriptedBroker broker = new ScriptedBroker(); Rig rig = rig(broker, consume(exchange -> {
            throw new InternalError("made for this test");
        })).subscribed()) {
            rig.camel.getShutdownStrategy().setTimeout(1);
            Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught.complete(error));
            broker.deliver("in", 1, "x");
            assertThat(Patience.join(uncaught)).isInstanceOf(InternalError.class);
            assertThat(rig.mqtt.getCounters().received()).isOne();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void aPacketThatBreaksTheStreamEndsTheConnectionAndTheNextOneWorks() throws Exception {
        ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
        try (ScriptedBroker broker = new ScriptedBroker();
                Rig rig = collecting(broker, got)) {
            broker.deliver(Unpooled.wrappedBuffer(new byte[]{0x32, -1, -1, -1, -1, 1}));
            eventually(() -> broker.connections.get() == 2 && rig.mqtt.status().get(0).subscribed());
            broker.deliver("in", 1, "good");
            eventually(() -> broker.acknowledged.contains(1));
            assertThat(got).containsExactly("good");
        }
    }
}
