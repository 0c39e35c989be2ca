package io.bactrian.mqtt.client;

import io.netty.handler.codec.mqtt.MqttProperties;

/** One arrived message, until it is acknowledged or its connection is gone. Its fields beside the message belong to the event loop. */
public final class Delivery {
    final Link link;
    private final IncomingPublish message;
    private final long arrival = System.nanoTime();
    private int failures;
    boolean finished;
    boolean acknowledged;

    Delivery(Link link, IncomingPublish message) {
        this.link = link;
        this.message = message;
    }

    public String topic() {
        return message.topic();
    }

    /** Its bytes, or the first of them where {@link #isCut()}. */
    public byte[] payload() {
        return message.payload();
    }

    public int qos() {
        return message.qos();
    }

    /** 0 at QoS 0. */
    public int packetId() {
        return message.packetId();
    }

    /** The DUP flag: the broker sent it before. */
    public boolean duplicate() {
        return message.duplicate();
    }

    public MqttProperties properties() {
        return message.properties();
    }

    /** Bytes of the whole payload as it came over the wire. */
    public int length() {
        return message.length();
    }

    /** Whether the payload was too long, and only its first part was kept. */
    public boolean isCut() {
        return message.length() > message.payload().length;
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
