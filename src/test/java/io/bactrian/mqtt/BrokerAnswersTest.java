package io.bactrian.mqtt;

import static io.bactrian.mqtt.Rig.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;
import io.bactrian.mqtt.client.PublishRefusedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;

/** What a broker may answer, and what it may not and does. */
@ExpectedErrors({"io.bactrian.mqtt", "org.apache.camel"})
class BrokerAnswersTest {

    private static RouteBuilder publish() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:publish").to("paho-mqtt5:answers");
            }
        };
    }

    private static RouteBuilder consume(Processor processor) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("paho-mqtt5:in").process(processor);
            }
        };
    }

    private static Rig rig(ScriptedBroker broker, RouteBuilder routes) throws Exception {
        Rig rig = new Rig(broker.url(), "rig");
        rig.mqtt.setMaxPayloadBytes(1_000);
        return rig.start(routes);
    }

    /** A consumer that collects the texts of its messages. */
    private static Rig collecting(ScriptedBroker broker, ConcurrentLinkedQueue<String> got) throws Exception {
        return rig(broker, consume(exchange -> got.add(exchange.getIn().getBody(String.class)))).subscribed();
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
            assertThat(rig.mqtt.getCounters().reconnects()).as("one for each time it was tried").isEqualTo(3);
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
                if (denied) {
                    to.close();
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
            Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught.complete(error));
            broker.deliver("in", 1, "x");
            assertThat(Patience.join(uncaught)).isInstanceOf(InternalError.class);
            assertThat(rig.mqtt.getCounters().received()).isOne();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    /** Never finishes what comes on {@code in/slow…} until told. */
    private static final class Slow extends AsyncProcessorSupport {
        private final ConcurrentLinkedQueue<AsyncCallback> waiting = new ConcurrentLinkedQueue<>();

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            if (exchange.getIn().getHeader(PahoMqtt5Constants.MQTT_TOPIC, String.class).startsWith("in/slow")) {
                waiting.add(callback);
                return false;
            }
            callback.done(true);
            return true;
        }
    }

    @Test
    void aDeviceWhoseMessagesTakeThePlacesOfAllOthersGivesThemBack() throws Exception {
        Slow slow = new Slow();
        try (ScriptedBroker broker = new ScriptedBroker(); Rig rig = rig(broker, new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("paho-mqtt5:in/#?receiveMaximum=8&setAside=direct:aside").process(slow);
                from("direct:aside").log(LoggingLevel.DEBUG, "kept");
            }
        }).subscribed()) {
            IntStream.rangeClosed(1, 7).forEach(id -> broker.deliver("in/slow", id, "x"));
            AtomicInteger fast = new AtomicInteger(100);
            eventually(() -> {
                broker.deliver("in/fast", fast.incrementAndGet(), "x");
                return rig.mqtt.getCounters().setAside() == 7;
            });
            eventually(() -> broker.acknowledged.containsAll(List.of(1, 2, 3, 4, 5, 6, 7)));
            slow.waiting.forEach(callback -> callback.done(false));
            broker.deliver("in/fast", 9, "x");
            eventually(() -> broker.acknowledged.contains(9));
            assertThat(broker.acknowledged).as("each once").doesNotHaveDuplicates();
        }
    }

    @Test
    void aSlowMessageDoesNotHoldUpTheAcknowledgementsBehindItWhilePlacesAreScarce() throws Exception {
        Slow slow = new Slow();
        try (ScriptedBroker broker = new ScriptedBroker(); Rig rig = rig(broker, new RouteBuilder() {
            @Override
            public void configure() {
                from("paho-mqtt5:in/#?receiveMaximum=8").process(slow);
            }
        }).subscribed()) {
            broker.deliver("in/slow", 1, "x");
            IntStream.rangeClosed(2, 7).forEach(id -> broker.deliver("in/fast", id, "x"));
            eventually(() -> broker.acknowledged.size() == 6);
            slow.waiting.forEach(callback -> callback.done(false));
            eventually(() -> broker.acknowledged.size() == 7);
            assertThat(broker.acknowledged).containsExactly(2, 3, 4, 5, 6, 7, 1);
            assertThat(rig.mqtt.getCounters().acknowledged()).isEqualTo(7);
        }
    }

    @Test
    void aNoisyTopicIsHeldBackAsLongAsPlacesAreScarceAndLetGoAfterwards() throws Exception {
        Slow slow = new Slow();
        AtomicInteger aside = new AtomicInteger();
        try (ScriptedBroker broker = new ScriptedBroker(); Rig rig = rig(broker, new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("paho-mqtt5:in/#?receiveMaximum=8&setAside=direct:aside").process(slow);
                // on the event loop: one more of the topic is in the socket before the topic is looked at again
                from("direct:aside").process(exchange -> {
                    if (aside.getAndIncrement() == 0) {
                        broker.deliver(Unpooled.buffer().writeByte(0x32).writeByte(13).writeShort(7)
                                .writeBytes("in/slow".getBytes(StandardCharsets.UTF_8)).writeShort(8).writeByte(0)
                                .writeByte('x'));
                    }
                });
            }
        }).subscribed()) {
            IntStream.rangeClosed(1, 7).forEach(id -> broker.deliver("in/slow", id, "x"));
            AtomicInteger next = new AtomicInteger(100);
            eventually(() -> {
                broker.deliver("in/fast", next.incrementAndGet(), "x");
                return broker.acknowledged.contains(8);
            });
            assertThat(aside).hasValue(8);
            assertThat(rig.mqtt.getCounters().setAside()).isEqualTo(8);
            assertThat(slow.waiting).as("the eighth was not started").hasSize(7);
            eventually(() -> {
                broker.deliver("in/slow", next.incrementAndGet(), "x");
                return slow.waiting.size() > 7;
            });
        }
    }

    @Test
    void aTopicWithLessThanAQuarterOfThePlacesIsNotNoisyHoweverOldItsMessagesAre() throws Exception {
        Slow slow = new Slow();
        AtomicInteger aside = new AtomicInteger();
        try (ScriptedBroker broker = new ScriptedBroker(); Rig rig = rig(broker, new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("paho-mqtt5:in/#?receiveMaximum=8&setAside=direct:aside").process(slow);
                from("direct:aside").process(exchange -> aside.incrementAndGet());
            }
        }).subscribed()) {
            IntStream.rangeClosed(1, 6).forEach(id -> broker.deliver("in/slow/" + id, id, "x"));
            AtomicInteger next = new AtomicInteger(100);
            eventually(() -> {
                broker.deliver("in/fast", next.incrementAndGet(), "x");
                return !broker.acknowledged.isEmpty();
            });
            assertThat(broker.acknowledged).as("what is old does not hold up the others").doesNotContain(1, 2, 3, 4, 5, 6);
            assertThat(aside).hasValue(0);
            assertThat(rig.mqtt.getCounters().held()).isZero();
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

    @Test
    @Tag("slow")
    void whereNothingIsFinishedNoTopicIsToBlame() throws Exception {
        Slow slow = new Slow();
        try (ScriptedBroker broker = new ScriptedBroker(); Rig rig = rig(broker, new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("paho-mqtt5:in/#?receiveMaximum=8&setAside=direct:aside").process(slow);
                from("direct:aside").log(LoggingLevel.DEBUG, "kept");
            }
        }).subscribed()) {
            IntStream.rangeClosed(1, 8).forEach(id -> broker.deliver("in/slow", id, "x"));
            eventually(() -> rig.mqtt.status().get(0).stalled() != null);
            assertThat(rig.mqtt.status().get(0).stalled()).contains("all 8 places of the receive maximum").contains("in/slow");
            assertThat(rig.mqtt.status().get(0).isReady()).isFalse();
            assertThat(rig.mqtt.getCounters().setAside()).isZero();
            assertThat(broker.acknowledged).isEmpty();
        }
    }
}
