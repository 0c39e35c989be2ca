package io.bactrian.flow;

import org.apache.camel.Message;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

import io.bactrian.mqtt.MqttHeaders;
import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.Envelope;

/**
 * Where an answer goes: the message's Response Topic where it is below the device's own level, else the device's inference
 * topic. No device makes the service publish on another's topic. The answer has the message's correlation data and what is left of its
 * expiry.
 */
final class ReplyAddress {
    private static final long NANOS_A_SECOND = 1_000_000_000L;

    private final DeviceTopics topics;
    private final FlowMeters meters;

    ReplyAddress(DeviceTopics topics, FlowMeters meters) {
        this.topics = topics;
        this.meters = meters;
    }

    /** Decided, and a Response Topic that is refused counted, once a message. */
    String topic(MessageContext context) {
        if (context.replyTopic() == null) {
            context.replyTo(decide(context.envelope()));
        }
        return context.replyTopic();
    }

    /** Where answers go whatever the message asks for. */
    String inference(MessageContext context) {
        return topics.inference(context.envelope().device());
    }

    /** Marks an answer that has something in it, or in its topic, that the device has chosen. */
    void address(Message message, MessageContext context) {
        Envelope envelope = context.envelope();
        if (envelope.correlation() != null || topic(context).equals(envelope.responseTopic())) {
            message.setHeader(MqttHeaders.ORIGIN, envelope.device());
        }
        properties(message, envelope, envelope.correlation());
    }

    /** Nothing in it that the device has chosen. */
    void plain(Message message, MessageContext context) {
        message.removeHeader(MqttHeaders.ORIGIN);
        properties(message, context.envelope(), null);
    }

    private String decide(Envelope envelope) {
        if (envelope.responseTopic() != null) {
            if (topics.owns(envelope.device(), envelope.responseTopic())) {
                return envelope.responseTopic();
            }
            meters.responseTopicRefused();
        }
        return topics.inference(envelope.device());
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
