package io.bactrian.mqtt;

import static io.bactrian.mqtt.Rig.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.Relay;

@ExpectedErrors({"io.bactrian.mqtt", "org.apache.camel"})
@Tag("slow")
class ReconnectTest {

    private static RouteBuilder collect(Set<String> into) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("paho-mqtt5:in").process(exchange -> into.add(exchange.getIn().getBody(String.class)))
                        .to("paho-mqtt5:out");
            }
        };
    }

    private static long mqttThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("mqtt-")).count();
    }

    @Test
    void routesStartBeforeTheirBroker() throws Exception {
        Set<String> got = ConcurrentHashMap.newKeySet();
        try (MosquittoBroker broker = MosquittoBroker.orSkip(); Rig rig = Rig.of(broker).start(collect(got))) {
            eventually(() -> rig.mqtt.status().get(0).lastError().contains("refused"));
            assertThat(rig.connected()).isFalse();
            broker.start();
            rig.subscribed();
            try (Peer peer = new Peer(broker.port())) {
                peer.publish("in", "hello");
                eventually(() -> got.contains("hello"));
            }
        }
    }

    @Test
    void nothingIsLostWhenTheBrokerIsRestartedInMidStream() throws Exception {
        Set<String> got = ConcurrentHashMap.newKeySet();
        try (MosquittoBroker broker = MosquittoBroker.startedOrSkip();
                Rig rig = Rig.of(broker).start(collect(got)).subscribed()) {
            for (int round = 0; round < 3; round++) {
                try (Peer peer = new Peer(broker.port())) {
                    peer.publishAll("in", round * 2_000, round * 2_000 + 2_000);
                }
                broker.stop();
                broker.start();
            }
            Set<String> expected = IntStream.range(0, 6_000).mapToObj(Integer::toString)
                    .collect(Collectors.toCollection(HashSet::new));
            eventually(() -> got.size() == 6_000);
            assertThat(got).isEqualTo(expected);
            eventually(() -> rig.mqtt.getCounters().published() >= 6_000);
            assertThat(rig.mqtt.getCounters().reconnects()).isPositive();
        }
    }

    @Test
    void fiftyReconnectsAndAProxyThatHangsUpLeaveNoThreadBehind() throws Exception {
        Set<String> got = ConcurrentHashMap.newKeySet();
        try (MosquittoBroker broker = MosquittoBroker.startedOrSkip(); Relay relay = new Relay(broker.port())) {
            MqttComponent component = new MqttComponent("tcp://127.0.0.1:" + relay.port(), "rig");
            component.getConfiguration().setMaxReconnectDelay(50);
            try (Rig rig = new Rig(component).start(collect(got)).subscribed()) {
                long before = mqttThreads();
                assertThat(before).isOne();
                for (int i = 1; i <= 50; i++) {
                    long reconnects = i;
                    relay.cut();
                    eventually(() -> rig.mqtt.getCounters().reconnects() >= reconnects);
                }
                int accepted = relay.accepted();
                relay.hangUp(true);
                eventually(() -> relay.accepted() > accepted + 5);
                relay.hangUp(false);
                rig.subscribed();
                eventually(() -> mqttThreads() <= before);
            }
            eventually(() -> mqttThreads() == 0);
        }
    }

    @Test
    void aBrokerThatNeverAnswersIsLeftAfterTheConnectionTimeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            MqttComponent component = new MqttComponent("tcp://127.0.0.1:" + silent.getLocalPort(), "rig");
            component.getConfiguration().setConnectionTimeout(1);
            try (Rig rig = new Rig(component).start(collect(ConcurrentHashMap.newKeySet()))) {
                silent.accept();
                silent.accept().close();
                assertThat(rig.connected()).isFalse();
            }
            eventually(() -> mqttThreads() == 0);
        }
    }
}
