package io.bactrian.mqtt.client;

import io.bactrian.text.TopicFilter;

/** Who takes the messages of one topic filter. Its methods are called on the event loop and must not block. */
public interface Subscriber {
    TopicFilter filter();

    /** 0 or 1. */
    int qos();

    void arrived(Delivery delivery);

    /** The connection is gone, and with it every delivery that {@link Delivery#isStale() is stale}: the broker sends them again. */
    void linkEnded();
}
