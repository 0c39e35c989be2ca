package io.bactrian.mqtt.client;

import java.nio.charset.StandardCharsets;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringPair;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperties;

/** One message on its way to the broker. Its fields below {@code origin} belong to the event loop. */
public abstract class Publish implements Runnable {
    private static final int MOST_BINARY_BYTES = 65_535;
    private static final int PROPERTY_NUMBER = 5;

    final Object owner;
    final String topic;
    final byte[] payload;
    final int qos;
    final boolean retained;
    final MqttProperties properties;
    final String origin;
    private final int size;
    int packetId;
    long sequence;
    int endings;
    boolean sent;
    private boolean complete;
    private PublishWindow window;
    private PublishBudget budget;

    /**
     * @param owner by which it can be abandoned
     * @param origin who chose its topic or properties, to be held responsible for them; null for nobody
     * @throws IllegalArgumentException naming what MQTT cannot carry
     */
    protected Publish(Object owner, String topic, byte[] payload, int qos, boolean retained, MqttProperties properties,
            String origin) {
        Topics.check(topic);
        this.owner = owner;
        this.topic = topic;
        this.payload = payload;
        this.qos = qos;
        this.retained = retained;
        this.properties = properties;
        this.origin = origin;
        this.size = 12 + topic.getBytes(StandardCharsets.UTF_8).length + checked(properties) + payload.length;
    }

    /** A few bytes more than they take in a packet (MQTT 5, section 2.2.2); throws an {@link IllegalArgumentException} for what MQTT cannot carry. */
    private static int checked(MqttProperties properties) {
        int size = 0;
        for (MqttProperty<?> each : properties.listAll()) {
            if (each instanceof UserProperties user) {
                for (StringPair pair : user.value()) {
                    size += 5 + Topics.string("user property's name", pair.key) + Topics.string("user property", pair.value);
                }
            } else if (each instanceof StringProperty text) {
                size += 3 + Topics.string("property " + text.propertyId(), text.value());
            } else if (each instanceof BinaryProperty bytes) {
                size += 3 + binary(bytes);
            } else {
                size += PROPERTY_NUMBER;
            }
        }
        return size;
    }

    private static int binary(BinaryProperty property) {
        int length = property.value().length;
        if (length > MOST_BINARY_BYTES) {
            throw new IllegalArgumentException(
                    "the correlation data has " + length + " bytes: MQTT allows " + MOST_BINARY_BYTES);
        }
        return length;
    }

    /** Bytes of its packet, a few more at most. */
    final int size() {
        return size;
    }

    /** Reserves its place; given back when it completes. Any thread. */
    final void admit(PublishWindow to, PublishBudget by) throws MqttPublishException {
        by.take(this);
        window = to;
        budget = by;
    }

    /** Enters the window, on the event loop. */
    @Override
    public final void run() {
        window.take(this);
    }

    /** Once; after that without effect. */
    final void complete(Exception failure) {
        if (!complete) {
            complete = true;
            budget.give(this);
            completed(failure);
        }
    }

    final void abandon() {
        complete(new MqttPublishException("publish to " + topic
                + " given up: the producer was stopped before the broker acknowledged it; it may or may not have arrived"));
    }

    final boolean isComplete() {
        return complete;
    }

    /** On the event loop, once: {@code failure} null when the broker has it (QoS 0: when it is sent). Must not block. */
    protected abstract void completed(Exception failure);
}
