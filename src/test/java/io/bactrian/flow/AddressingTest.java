package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.apache.camel.Message;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.Test;

import io.bactrian.mqtt.MqttHeaders;
import io.bactrian.reply.ReplyAddress;
import io.bactrian.telemetry.Envelope;

class AddressingTest {
    private static final byte[] CORRELATION = {0, -1, 7};

    private final Addressing addressing = new Addressing(new ReplyAddress(Trip.TOPICS));
    private final Message message = Trip.exchange().getMessage();

    @Test
    void withoutCorrelationAndExpiryThereAreNoPropertiesNotEvenLeftoverOnes() {
        message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, new MqttProperties());

        addressing.address(message, Trip.envelope(new byte[0], null, Envelope.NEVER));

        assertThat(message.getHeaders()).containsOnlyKeys(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC)
                .containsValue("devices/pump-7/inference");
    }

    @Test
    void correlationDataGoesBackUnchanged() {
        addressing.address(message, Trip.envelope(new byte[0], CORRELATION, Envelope.NEVER));

        assertThat(properties().getCorrelationData()).isEqualTo(CORRELATION);
        assertThat(properties().getMessageExpiryInterval()).isNull();
    }

    @Test
    void theAnswerCarriesWhatIsLeftOfTheExpiry() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(100);

        addressing.address(message, Trip.envelope(new byte[0], null, deadline));

        assertThat(properties().getMessageExpiryInterval()).isBetween(90L, 99L);
        assertThat(properties().getCorrelationData()).isNull();
    }

    @Test
    void theAnswerCarriesASecondAtLeast() {
        addressing.address(message, Trip.envelope(new byte[0], null, System.nanoTime() - TimeUnit.HOURS.toNanos(1)));

        assertThat(properties().getMessageExpiryInterval()).isEqualTo(1);
    }

    @Test
    void aPlainAddressHasNothingThatTheDeviceHasChosenButTheExpiryGoesOn() {
        Envelope chosen = new Envelope("pump-7", "devices/pump-7/telemetry", new byte[0], 7, false, 0, "devices/pump-7/mine",
                CORRELATION, System.nanoTime() + TimeUnit.SECONDS.toNanos(100));
        addressing.address(message, chosen);
        assertThat(message.getHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC)).isEqualTo("devices/pump-7/mine");
        assertThat(message.getHeader(MqttHeaders.ORIGIN)).isEqualTo("pump-7");

        addressing.plain(message, chosen);

        assertThat(message.getHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC)).isEqualTo("devices/pump-7/inference");
        assertThat(message.getHeader(MqttHeaders.ORIGIN)).isNull();
        assertThat(properties().getCorrelationData()).isNull();
        assertThat(properties().getMessageExpiryInterval()).isBetween(1L, 99L);
    }

    private MqttProperties properties() {
        return message.getHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, MqttProperties.class);
    }
}
