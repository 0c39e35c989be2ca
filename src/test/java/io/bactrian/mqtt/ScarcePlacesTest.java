package io.bactrian.mqtt;

import static io.bactrian.mqtt.BrokerAnswersTest.rig;
import static io.bactrian.mqtt.Rig.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;
import io.netty.buffer.Unpooled;

/** What happens to topics whose messages take the places of the receive maximum and do not finish. */
@ExpectedErrors({"io.bactrian.mqtt", "org.apache.camel"})
@Tag("slow")
class ScarcePlacesTest {
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

    /** Eight places for messages that are not finished. */
    private static Rig scarce(ScriptedBroker broker, Slow slow, Processor aside) throws Exception {
        return rig(broker, new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("paho-mqtt5:in/#?receiveMaximum=8&setAside=direct:aside").process(slow);
                from("direct:aside").process(aside);
            }
        }).subscribed();
    }

    @Test
    void aDeviceWhoseMessagesTakeThePlacesOfAllOthersGivesThemBack() throws Exception {
        Slow slow = new Slow();
        try (ScriptedBroker broker = new ScriptedBroker(); Rig rig = scarce(broker, slow, exchange -> {
        })) {
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
        try (ScriptedBroker broker = new ScriptedBroker(); Rig rig = scarce(broker, slow, exchange -> {
            // on the event loop: one more of the topic is in the socket before the topic is looked at again
            if (aside.getAndIncrement() == 0) {
                broker.deliver(Unpooled.buffer().writeByte(0x32).writeByte(13).writeShort(7)
                        .writeBytes("in/slow".getBytes(StandardCharsets.UTF_8)).writeShort(8).writeByte(0).writeByte('x'));
            }
        })) {
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
        try (ScriptedBroker broker = new ScriptedBroker();
                Rig rig = scarce(broker, slow, exchange -> aside.incrementAndGet())) {
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
    void whereNothingIsFinishedNoTopicIsToBlame() throws Exception {
        Slow slow = new Slow();
        try (ScriptedBroker broker = new ScriptedBroker(); Rig rig = scarce(broker, slow, exchange -> {
        })) {
            IntStream.rangeClosed(1, 8).forEach(id -> broker.deliver("in/slow", id, "x"));
            eventually(() -> rig.mqtt.status().get(0).stalled() != null);
            assertThat(rig.mqtt.status().get(0).stalled()).contains("all 8 places of the receive maximum").contains("in/slow");
            assertThat(rig.mqtt.status().get(0).isReady()).isFalse();
            assertThat(rig.mqtt.getCounters().setAside()).isZero();
            assertThat(broker.acknowledged).isEmpty();
        }
    }
}
