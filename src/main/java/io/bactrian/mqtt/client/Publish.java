package io.bactrian.mqtt.client;

import java.nio.charset.StandardCharsets;

import io.netty.handler.codec.mqtt.MqttProperties;

/** One message on its way to the broker. Its fields below {@code origin} belong to the event loop. */
public abstract class Publish implements Runnable {
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
        this.size = 12 + topic.getBytes(StandardCharsets.UTF_8).length + PropertySizes.checked(properties) + payload.length;
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

    final void complete(Exception failure) {
        budget.give(this);
        completed(failure);
    }

    /** On the event loop, once: {@code failure} null when the broker has it (QoS 0: when it is sent). Must not block. */
    protected abstract void completed(Exception failure);
}
