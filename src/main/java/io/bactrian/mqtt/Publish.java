package io.bactrian.mqtt;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.util.MqttTopicValidator;

/** One message on its way to the broker, and the exchange that waits for it. Its fields after {@code properties} belong to the window's lock. */
final class Publish {
    final MqttProducer owner;
    final Exchange exchange;
    final AsyncCallback callback;
    final String topic;
    private final byte[] payload;
    private final int qos;
    private final boolean retained;
    private final MqttProperties properties;
    private int headSize;
    boolean done;
    int refusedConnections;

    Publish(MqttProducer owner, Exchange exchange, AsyncCallback callback, String topic, byte[] payload, int qos,
            boolean retained,
            MqttProperties properties) {
        this.owner = owner;
        this.exchange = exchange;
        this.callback = callback;
        this.topic = topic;
        this.payload = payload;
        this.qos = qos;
        this.retained = retained;
        this.properties = properties;
    }

    /**
     * Tries whether Paho can encode it: an encoding error later would end the connection, and the next, and the next.
     *
     * @throws IllegalArgumentException naming what cannot be sent
     */
    void check() {
        MqttTopicValidator.validate(topic, false, true);
        headSize = 12 + topic.length();
        byte[] correlation = properties == null ? null : properties.getCorrelationData();
        if (correlation != null && correlation.length > 65_535) {
            throw new IllegalArgumentException("the correlation data has " + correlation.length + " bytes: MQTT allows 65535");
        }
        if (properties != null || !topic.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            try {
                MqttMessage message = message();
                headSize = new MqttPublish(topic, message, message.getProperties()).getHeader().length;
            } catch (MqttException e) {
                throw new IllegalArgumentException(e);
            }
        }
    }

    /** Bytes of its packet, exact where topic and properties are plain ASCII. */
    long size() {
        return (long) headSize + payload.length;
    }

    /** A new message at each attempt, with properties of its own: Paho writes a topic alias into them. */
    MqttMessage message() {
        return new MqttMessage(payload, qos, retained, PublishProperties.copy(properties));
    }

    /** Completes the exchange; {@code failure} null for success. Not under the window's lock. */
    void complete(Exception failure) {
        if (failure != null) {
            exchange.setException(failure);
        }
        callback.done(false);
    }
}
