package io.bactrian.mqtt.client;

import io.netty.handler.codec.mqtt.MqttProperties;

/** One arrived message, until it is acknowledged or its connection is gone. Its fields beside the message belong to the event loop. */
public final class Delivery {
    final Link link;
    private final String topic;
    private final byte[] payload;
    private final int length;
    private final int qos;
    private final int packetId;
    private final boolean duplicate;
    private final MqttProperties properties;
    private final long arrival = System.nanoTime();
    private int failures;
    boolean finished;
    boolean acknowledged;

    Delivery(Link link, String topic, byte[] payload, int length, int qos, int packetId, boolean duplicate,
            MqttProperties properties) {
        this.link = link;
        this.topic = topic;
        this.payload = payload;
        this.length = length;
        this.qos = qos;
        this.packetId = packetId;
        this.duplicate = duplicate;
        this.properties = properties;
    }

    public String topic() {
        return topic;
    }

    /** Its bytes, or the first of them where {@link #isCut()}. */
    public byte[] payload() {
        return payload;
    }

    public int qos() {
        return qos;
    }

    /** 0 at QoS 0. */
    public int packetId() {
        return packetId;
    }

    /** The DUP flag: the broker sent it before. */
    public boolean duplicate() {
        return duplicate;
    }

    public MqttProperties properties() {
        return properties;
    }

    /** Bytes of the whole payload as it came over the wire. */
    public int length() {
        return length;
    }

    /** Whether the payload was too long, and only its first part was kept. */
    public boolean isCut() {
        return length > payload.length;
    }

    /** {@link System#nanoTime()} when it was read. */
    public long arrival() {
        return arrival;
    }

    /** Whether its connection is gone: the broker will send it again. */
    public boolean isStale() {
        return !link.isUp();
    }

    /** Counts one more failure; returns how many there were before. */
    public int failed() {
        return failures++;
    }

    public int failures() {
        return failures;
    }
}
