package io.bactrian.kit;

import java.net.URI;

/** An MQTT 5 broker on a loopback port that stays the same over restarts, as do its sessions and queued messages. */
public interface MqttBroker extends AutoCloseable {
    /** What it is, for people. */
    String name();

    /** {@code tcp://host:port}. */
    String url();

    /** Starts it, or starts it again with its state; returns when it accepts connections. */
    void start();

    /** Ends it in order, its state on disk. */
    void stop();

    /** Ends it at once, as a power cut does. */
    void kill();

    /** Whether messages of one topic always arrive in the order in which they were sent. */
    default boolean keepsOrder() {
        return true;
    }

    default int port() {
        return URI.create(url()).getPort();
    }

    default String host() {
        return URI.create(url()).getHost();
    }

    @Override
    void close();
}
