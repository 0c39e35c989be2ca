package io.bactrian.mqtt.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;

class PublishWindowTest {
    private static final BrokerAddress ADDRESS = BrokerAddress.of("tcp://localhost");
    private static final Pipeline PIPELINE = new Pipeline(new SessionSettings(List.of(ADDRESS), "test", null, null, false, 10,
            0, 0, 1, 1, 1_000, null, Map.of(), null), ADDRESS);

    private final PacketIds ids = new PacketIds();
    private final PublishWindow window = new PublishWindow(10, ids, (task, millis) -> task.run(), new MqttCounters());
    private int completed;
    private int failed;

    /** A connection that fails at each publish after the first ones. */
    private EmbeddedChannel connect(int good) {
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
            private int written;

            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                if (written++ < good) {
                    context.write(message, promise);
                } else {
                    promise.setFailure(new IOException("Broken pipe"));
                }
            }
        });
        channel.pipeline().addLast(new Link(listener(), PIPELINE, channel.eventLoop()));
        channel.writeInbound(
                MqttMessageBuilders.connAck().returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED).build());
        channel.runPendingTasks();
        return channel;
    }

    private static MqttPublishMessage next(EmbeddedChannel channel) {
        channel.runPendingTasks();
        return channel.readOutbound();
    }

    private LinkListener listener() {
        return (LinkListener) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{LinkListener.class},
                (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "up" -> window.resume((Link) arguments[0], ServerLimits.NONE);
                        case "down" -> window.suspend((String) arguments[1]);
                        default -> throw new AssertionError(method.getName());
                    }
                    return null;
                });
    }

    private void publish(String topic) {
        Publish publish = new Publish(topic, topic, new byte[0], 1, false, MqttProperties.NO_PROPERTIES, null) {
            @Override
            protected void completed(Exception failure) {
                completed += failure == null ? 1 : 0;
                failed += failure == null ? 0 : 1;
            }
        };
        try {
            publish.admit(window, new PublishBudget(10));
        } catch (MqttPublishException e) {
            throw new AssertionError(e);
        }
        publish.run();
    }

    @Test
    void aWriteThatEndsTheConnectionInTheMidstOfOthersLosesNone() {
        List.of("a", "b", "c").forEach(this::publish);
        EmbeddedChannel broken = connect(1);
        publish("d");
        assertThat(broken.isOpen()).isFalse();
        assertThat(window.inFlight()).as("on a connection that is gone").isZero();

        EmbeddedChannel sound = connect(10);
        for (String topic : List.of("a", "b", "c", "d")) {
            MqttPublishMessage sent = sound.readOutbound();
            assertThat(sent.variableHeader().topicName()).isEqualTo(topic);
            window.answered(sent.variableHeader().packetId(), 0, true);
        }
        assertThat(completed).isEqualTo(4);
        assertThat(window.inFlight()).isZero();
    }

    @Test
    void aProducerThatStopsWhileItsPublishIsAloneOnItsWayHoldsNobodyUp() {
        publish("suspect");
        connect(0);
        connect(0);
        EmbeddedChannel sound = connect(10);
        MqttPublishMessage alone = next(sound);
        publish("other");
        assertThat(next(sound)).as("while the suspect is on its way").isNull();

        window.abandon("suspect");
        assertThat(failed).isOne();
        assertThat(next(sound)).as("the suspect is still on its way").isNull();
        window.answered(alone.variableHeader().packetId(), 0, true);
        assertThat(failed).as("told once").isOne();
        assertThat(next(sound).variableHeader().topicName()).isEqualTo("other");
    }

    @Test
    void thePacketIdentifiersOfWhatAStoppedProducerSentAreFreeAgain() {
        EmbeddedChannel first = connect(10);
        publish("answered");
        window.abandon("answered");
        window.answered(next(first).variableHeader().packetId(), 0, true);
        publish("waiting again");
        window.suspend("ended");
        window.abandon("waiting again");
        connect(10);
        publish("never answered");
        window.abandon("never answered");
        window.suspend("ended");

        assertThat(failed).isEqualTo(3);
        assertThat(window.inFlight()).isZero();
        assertThat(IntStream.range(0, 65_535).map(i -> ids.next()).distinct()).hasSize(65_535);
    }

    @Test
    void whatWasNotWrittenToAConnectionIsNoSuspectOfHavingEndedIt() {
        List.of("a", "b", "c").forEach(this::publish);
        connect(0);
        connect(0);
        EmbeddedChannel sound = connect(10);
        assertThat(sound.outboundMessages()).as("all but the first, which goes alone").hasSize(2);
    }
}
