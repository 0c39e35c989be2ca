package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.http.AnswerStreams;
import io.bactrian.mqtt.MqttHeaders;
import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.Envelope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class ReplyAddressTest {
    private static final byte[] CORRELATION = {0, -1, 7};

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ReplySteps address = new ReplySteps(
            new DeviceTopics("devices/+/telemetry", "devices/{device}/inference", Pattern.compile(".+")),
            new FlowMeters(meters), null, Trip.NO_TWINS, DriftObserver.NONE, new AnswerStreams(10),
            Trip.NO_DEVICES);
    private final Exchange exchange = Trip.exchange();
    private final Message message = exchange.getMessage();

    @Test
    void withoutAResponseTopicTheAnswerGoesToTheInferenceTopicOfTheDevice() {
        assertThat(address.topic(asking(null))).isEqualTo("devices/pump-7/inference");
        assertThat(refused()).isZero();
    }

    @Test
    void aResponseTopicBelowTheDevicesOwnLevelIsHonoured() {
        MessageContext context = asking("devices/pump-7/mine/1");

        assertThat(address.topic(context)).isEqualTo("devices/pump-7/mine/1");
        assertThat(address.inference(context)).isEqualTo("devices/pump-7/inference");
        assertThat(refused()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"devices/pump-8/inference", "devices/pump-70/inference", "devices/pump-7", "devices/pump-7/#",
        "devices/pump-7/+", "devices/pump-7/a\0b", "$SYS/broker", "",
        "devices/pump-7/telemetry", "devices/pump-7/a//b", "devices/pump-7/a/", "devices/pump-7/a\ufffe",
        "devices/pump-7/\ud800",
        "devices/pump-7/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17"})
    void anyOtherResponseTopicIsRefusedAndCountedOnceAMessage(String topic) {
        MessageContext first = asking(topic);
        assertThat(address.topic(first)).isEqualTo("devices/pump-7/inference");
        assertThat(address.topic(first)).isEqualTo("devices/pump-7/inference");
        assertThat(address.topic(asking(topic))).isEqualTo("devices/pump-7/inference");
        assertThat(refused()).isEqualTo(2);
    }

    @Test
    void withoutCorrelationAndExpiryThereAreNoPropertiesNotEvenLeftoverOnes() {
        message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, new MqttProperties());

        address.address(message, arrived(null, Envelope.NEVER));

        assertThat(message.getHeaders()).isEmpty();
    }

    @Test
    void correlationDataGoesBackUnchanged() {
        address.address(message, arrived(CORRELATION, Envelope.NEVER));

        assertThat(properties().getCorrelationData()).isEqualTo(CORRELATION);
        assertThat(properties().getMessageExpiryInterval()).isNull();
    }

    @Test
    void theTraceContextGoesOnWithTheAnswer() {
        address.address(message, MessageContext.begin(exchange, Trip.traced(new byte[0])));

        assertThat(properties().getUserProperties()).containsExactly(new UserProperty("traceparent", Trip.TRACE.parent()),
                new UserProperty("tracestate", Trip.TRACE.state()));
    }

    @Test
    void anAnswerWithSomethingThatTheDeviceChoseIsMarkedWithTheDeviceAndAPlainOneIsNot() {
        for (MessageContext chosen : new MessageContext[]{asking("devices/pump-7/mine"),
            arrived(CORRELATION, Envelope.NEVER), MessageContext.begin(exchange, Trip.traced(new byte[0]))}) {
            address.address(message, chosen);
            assertThat(message.getHeader(MqttHeaders.ORIGIN)).isEqualTo("pump-7");
            address.plain(message, chosen);
            assertThat(message.getHeaders()).isEmpty();
        }
    }

    @Test
    void aPlainAddressHasNothingThatTheDeviceHasChosenButTheExpiryGoesOn() {
        MessageContext chosen = MessageContext.begin(exchange, new Envelope("pump-7", "devices/pump-7/telemetry", new byte[0],
                7, false, 0, "devices/pump-7/mine", CORRELATION, System.nanoTime() + TimeUnit.SECONDS.toNanos(100)));
        address.address(message, chosen);
        assertThat(address.topic(chosen)).isEqualTo("devices/pump-7/mine");
        assertThat(message.getHeader(MqttHeaders.ORIGIN)).isEqualTo("pump-7");

        address.plain(message, chosen);

        assertThat(address.inference(chosen)).isEqualTo("devices/pump-7/inference");
        assertThat(message.getHeader(MqttHeaders.ORIGIN)).isNull();
        assertThat(properties().getCorrelationData()).isNull();
        assertThat(properties().getMessageExpiryInterval()).isBetween(1L, 99L);
    }

    @Test
    void theAnswerCarriesWhatIsLeftOfTheExpiry() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(100);

        address.address(message, arrived(null, deadline));

        assertThat(properties().getMessageExpiryInterval()).isBetween(1L, 99L);
        assertThat(properties().getCorrelationData()).isNull();
    }

    @Test
    void theAnswerCarriesASecondAtLeast() {
        address.address(message, arrived(null, System.nanoTime() - TimeUnit.HOURS.toNanos(1)));

        assertThat(properties().getMessageExpiryInterval()).isEqualTo(1);
    }

    private MqttProperties properties() {
        return message.getHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, MqttProperties.class);
    }

    private double refused() {
        return meters.counter("bactrian.reply.topic.refused").count();
    }

    private MessageContext arrived(byte[] correlation, long deadline) {
        return MessageContext.begin(exchange, Trip.envelope(new byte[0], correlation, deadline));
    }

    private MessageContext asking(String responseTopic) {
        return MessageContext.begin(exchange, new Envelope("pump-7", "devices/pump-7/telemetry", new byte[0], 1, false, 0,
                responseTopic, null, Envelope.NEVER));
    }
}
