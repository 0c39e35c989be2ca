package io.bactrian.mqtt;

import static io.bactrian.mqtt.Rig.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.support.AsyncProcessorSupport;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.hivemq.client.mqtt.datatypes.MqttQos;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.Relay;

@ExpectedErrors({"io.bactrian.mqtt", "org.apache.camel"})
class ConsumerTest {
    private MosquittoBroker broker;
    private Peer peer;

    @BeforeEach
    void start() throws Exception {
        broker = MosquittoBroker.startedOrSkip("max_inflight_messages 200");
        peer = new Peer(broker.port());
    }

    @AfterEach
    void stop() {
        if (peer != null) {
            peer.close();
            broker.close();
        }
    }

    /** Holds every exchange until told. */
    private static final class Gate extends AsyncProcessorSupport {
        private final ConcurrentLinkedQueue<AsyncCallback> waiting = new ConcurrentLinkedQueue<>();
        private final List<Exchange> exchanges = new ArrayList<>();

        @Override
        public synchronized boolean process(Exchange exchange, AsyncCallback callback) {
            exchanges.add(exchange);
            waiting.add(callback);
            return false;
        }

        void open() {
            for (AsyncCallback next = waiting.poll(); next != null; next = waiting.poll()) {
                next.done(false);
            }
        }
    }

    private static RouteBuilder route(String uri, Processor processor) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId("in").process(processor);
            }
        };
    }

    private static RouteBuilder route(String uri, AsyncProcessor processor) {
        return route(uri, (Processor) processor);
    }

    private static Processor collect(ConcurrentLinkedQueue<String> into) {
        return exchange -> into.add(exchange.getIn().getBody(String.class));
    }

    @Test
    void theBrokerKeepsAMessageUntilItsExchangeCompletes() throws Exception {
        Gate gate = new Gate();
        try (Rig rig = Rig.of(broker).start(route("paho-mqtt5:t", gate)).subscribed()) {
            peer.publish("t", "held");
            eventually(() -> gate.waiting.size() == 1);
            rig.camel.getShutdownStrategy().setTimeout(1);
            assertThat(rig.mqtt.getCounters().acknowledged()).isZero();
        }
        ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Boolean> again = new ConcurrentLinkedQueue<>();
        try (Rig rig = Rig.of(broker).start(route("paho-mqtt5:t", exchange -> {
            again.add(exchange.getIn().getHeader(MqttHeaders.DUPLICATE, Boolean.class));
            got.add(exchange.getIn().getBody(String.class));
        }))) {
            eventually(() -> rig.mqtt.getCounters().acknowledged() == 1);
            assertThat(got).containsExactly("held");
            assertThat(again).as("the DUP flag").containsExactly(true);
            assertThat(rig.mqtt.getCounters().redelivered()).isOne();
        }
        try (Rig rig = Rig.of(broker).start(route("paho-mqtt5:t", collect(got))).subscribed()) {
            peer.publish("t", "next");
            eventually(() -> rig.mqtt.getCounters().acknowledged() == 1);
            assertThat(got).containsExactly("held", "next");
        }
    }

    @Test
    void everyQueuedMessageArrivesInOneStartAndInOrderSixTimesOver() throws Exception {
        Rig.of(broker).start(route("paho-mqtt5:t", exchange -> {
        })).subscribed().close();
        for (int round = 0; round < 6; round++) {
            int first = round * 3_000;
            peer.publishAll("t", first, first + 3_000);
            Set<String> got = Collections.synchronizedSet(new LinkedHashSet<>());
            try (Rig rig = Rig.of(broker).start(route("paho-mqtt5:t", exchange -> {
                String body = exchange.getIn().getBody(String.class);
                if (Integer.parseInt(body) >= first) {
                    got.add(body);
                }
            }))) {
                eventually(() -> got.size() == 3_000);
                assertThat(got)
                        .containsExactlyElementsOf(IntStream.range(first, first + 3_000).mapToObj(Integer::toString).toList());
                eventually(() -> rig.mqtt.getCounters().acknowledged() == rig.mqtt.getCounters().received());
            }
        }
    }

    @Test
    void aBacklogAtTheBrokerIsNotABacklogInTheHeap() throws Exception {
        Gate gate = new Gate();
        Rig.of(broker).start(route("paho-mqtt5:t?receiveMaximum=50", gate)).subscribed().close();
        peer.publishAll("t", 0, 500);
        try (Rig rig = Rig.of(broker).start(route("paho-mqtt5:t?receiveMaximum=50", gate))) {
            eventually(() -> gate.waiting.size() == 50);
            peer.publish("other", "round trip");
            assertThat(gate.waiting).hasSize(50);
            eventually(() -> {
                gate.open();
                return rig.mqtt.getCounters().acknowledged() == 500;
            });
        }
    }

    @Test
    void aLostConnectionDoesNotDoubleWhatIsInFlightAndStaleAcknowledgementsAreDropped() throws Exception {
        Gate gate = new Gate();
        try (Relay relay = new Relay(broker.port());
                Rig rig = new Rig("tcp://127.0.0.1:" + relay.port(), "rig")
                        .start(route("paho-mqtt5:t?receiveMaximum=50", gate)).subscribed()) {
            peer.publishAll("t", 0, 100);
            eventually(() -> gate.waiting.size() == 50);
            relay.cut();
            eventually(() -> rig.mqtt.getCounters().redelivered() == 50);
            assertThat(gate.exchanges).hasSize(50);
            eventually(() -> {
                gate.open();
                return rig.mqtt.getCounters().acknowledged() == 100;
            });
            assertThat(rig.mqtt.getCounters().staleAcknowledgements()).isEqualTo(50);
        }
    }

    @Test
    void aMessageWhoseExchangeFailsIsHeldAndTriedAgainAndThenAcknowledged() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
        Map<String, Boolean> again = new ConcurrentHashMap<>();
        try (Rig rig = Rig.of(broker).start(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("paho-mqtt5:t").process(exchange -> {
                    String body = exchange.getIn().getBody(String.class);
                    if (body.equals("bad") && tries.incrementAndGet() < 3) {
                        throw new IllegalStateException("model not loaded");
                    }
                    got.add(body);
                    again.put(body, exchange.getIn().getHeader(MqttHeaders.DUPLICATE, Boolean.class));
                });
            }
        }).subscribed()) {
            peer.publish("t", "bad");
            peer.publish("t", "good");
            eventually(() -> rig.mqtt.getCounters().held() == 1 && got.size() == 1);
            assertThat(got).containsExactly("good");
            assertThat(rig.mqtt.status().get(0).lastFailure()).contains("model not loaded").contains("t");
            eventually(() -> rig.mqtt.getCounters().acknowledged() == 2);
            assertThat(got).containsExactly("good", "bad");
            assertThat(again).as("said to be seen before").containsEntry("bad", true).containsEntry("good", false);
            assertThat(rig.mqtt.getCounters().retried()).isEqualTo(2);
            assertThat(rig.mqtt.getCounters().held()).isZero();
            assertThat(rig.mqtt.status().get(0).lastFailure()).isNull();
        }
    }

    @Test
    void acknowledgementsMayComeFromManyThreads() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try (Rig rig = Rig.of(broker).start(route("paho-mqtt5:t", new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                pool.execute(() -> callback.done(false));
                return false;
            }
        })).subscribed()) {
            peer.publishAll("t", 0, 5_000);
            eventually(() -> rig.mqtt.getCounters().acknowledged() == 5_000);
            assertThat(rig.mqtt.getCounters().received()).isEqualTo(5_000);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aSharedSubscriptionIsSplitBetweenItsMembers() throws Exception {
        ConcurrentLinkedQueue<String> one = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> two = new ConcurrentLinkedQueue<>();
        String uri = "paho-mqtt5:$share/group/devices/+/telemetry";
        try (Rig a = new Rig(broker.url(), "a").start(route(uri, collect(one))).subscribed();
                Rig b = new Rig(broker.url(), "b").start(route(uri, collect(two))).subscribed()) {
            peer.publishAll("devices/7/telemetry", 0, 1_000);
            eventually(() -> one.size() + two.size() == 1_000);
            assertThat(one).isNotEmpty().doesNotContainAnyElementsOf(two);
            assertThat(two).isNotEmpty();
            assertThat(a.mqtt.getCounters().received() + b.mqtt.getCounters().received()).isEqualTo(1_000);
        }
    }

    @Test
    void twoRoutesOfOneClientIdEachGetTheirMessagesOverOneConnection() throws Exception {
        ConcurrentLinkedQueue<String> one = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> two = new ConcurrentLinkedQueue<>();
        try (Rig rig = Rig.of(broker).start(new RouteBuilder() {
            @Override
            public void configure() {
                from("paho-mqtt5:one/#").process(collect(one));
                from("paho-mqtt5:two/+").process(collect(two));
            }
        }).subscribed()) {
            peer.publish("one/a/b", "1");
            peer.publish("two/a", "2");
            eventually(() -> one.size() == 1 && two.size() == 1);
            assertThat(rig.mqtt.status()).hasSize(1);
        }
    }

    @Test
    void overlappingFiltersOfOneClientIdAndQos2AreRefusedAtStart() throws Exception {
        try (Rig rig = Rig.of(broker)) {
            assertThatThrownBy(() -> rig.start(new RouteBuilder() {
                @Override
                public void configure() {
                    from("paho-mqtt5:devices/#").to("log:a");
                    from("paho-mqtt5:devices/+/telemetry").to("log:b");
                }
            })).hasStackTraceContaining("overlap on one client id");
        }
        try (Rig rig = Rig.of(broker)) {
            assertThatThrownBy(() -> rig.start(route("paho-mqtt5:t?qos=2", exchange -> {
            }))).hasStackTraceContaining("QoS 2");
        }
    }

    @Test
    void aRouteStoppedAndStartedOverALivingConnectionStrandsNothing() throws Exception {
        Gate gate = new Gate();
        ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
        AtomicInteger fail = new AtomicInteger(1);
        try (Rig rig = Rig.of(broker).start(new RouteBuilder() {
            @Override
            public void configure() {
                from("paho-mqtt5:other").process(gate);
                from("paho-mqtt5:t").routeId("in").errorHandler(noErrorHandler()).process(exchange -> {
                    if (fail.get() == 1) {
                        throw new IllegalStateException("not now");
                    }
                    got.add(exchange.getIn().getBody(String.class));
                });
            }
        }).subscribed()) {
            peer.publish("t", "first");
            eventually(() -> rig.mqtt.getCounters().held() == 1);
            rig.camel.getRouteController().stopRoute("in");
            peer.publish("t", "second");
            eventually(() -> rig.mqtt.status().get(0).unclaimed() == 2);
            fail.set(0);
            rig.camel.getRouteController().startRoute("in");
            eventually(() -> rig.mqtt.getCounters().acknowledged() == 2);
            assertThat(got).containsExactlyInAnyOrder("first", "second");
        }
    }

    @Test
    void aSuspendedRouteTakesNothingAndAResumedOneTakesAll() throws Exception {
        ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
        try (Rig rig = Rig.of(broker).start(route("paho-mqtt5:t", collect(got))).subscribed()) {
            rig.camel.getRouteController().suspendRoute("in");
            peer.publishAll("t", 0, 20);
            eventually(() -> rig.mqtt.getCounters().received() == 20);
            assertThat(got).isEmpty();
            rig.camel.getRouteController().resumeRoute("in");
            eventually(() -> rig.mqtt.getCounters().acknowledged() == 20);
        }
    }

    @Test
    void correlationDataAsLongAsMqttAllowsArrives() throws Exception {
        ConcurrentLinkedQueue<Integer> got = new ConcurrentLinkedQueue<>();
        try (Rig rig = Rig.of(broker).start(route("paho-mqtt5:t", exchange -> got.add(exchange.getIn()
                .getHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, MqttProperties.class).getCorrelationData().length)))
                .subscribed()) {
            peer.client.publishWith().topic("t").qos(MqttQos.AT_LEAST_ONCE).correlationData(new byte[65_535]).send().join();
            eventually(() -> rig.mqtt.getCounters().acknowledged() == 1);
            assertThat(got).containsExactly(65_535);
        }
    }
}
