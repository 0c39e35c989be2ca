package io.bactrian.flow;

import org.apache.camel.Message;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

import io.bactrian.mqtt.MqttHeaders;
import io.bactrian.reply.ReplyAddress;
import io.bactrian.telemetry.Envelope;

/** Puts topic, correlation and what is left of the message's expiry on what goes back. */
final class Addressing {
    private static final long NANOS_A_SECOND = 1_000_000_000L;

    private final ReplyAddress address;

    Addressing(ReplyAddress address) {
        this.address = address;
    }

    void address(Message message, Envelope envelope) {
        String topic = address.of(envelope);
        message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, topic);
        if (envelope.correlation() != null || topic.equals(envelope.responseTopic())) {
            message.setHeader(MqttHeaders.ORIGIN, envelope.device());
        }
        properties(message, envelope, envelope.correlation());
    }

    /** To the device's inference topic, with nothing in it that the device has chosen. */
    void plain(Message message, Envelope envelope) {
        message.removeHeader(MqttHeaders.ORIGIN);
        message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, address.plain(envelope));
        properties(message, envelope, null);
    }

    private static void properties(Message message, Envelope envelope, byte[] correlation) {
        if (correlation == null && envelope.deadline() == Envelope.NEVER) {
            message.removeHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES);
            return;
        }
        MqttProperties properties = new MqttProperties();
        properties.setCorrelationData(correlation);
        if (envelope.deadline() != Envelope.NEVER) {
            long left = (envelope.deadline() - System.nanoTime()) / NANOS_A_SECOND;
            properties.setMessageExpiryInterval(Math.max(1, left));
        }
        message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, properties);
    }
}
