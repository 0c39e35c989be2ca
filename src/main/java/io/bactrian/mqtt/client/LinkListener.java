package io.bactrian.mqtt.client;

import io.netty.handler.codec.mqtt.MqttMessage;

/** Receives the events of a link, on the event loop; must not block. */
interface LinkListener {
    void up(Link link, ServerLimits limits);

    /** Once, whether or not it was up. */
    void down(Link link, String why);

    void arrived(Delivery delivery);

    /** A packet that answers one of ours. */
    void answered(Link link, MqttMessage packet);

    /** A message that cannot be decoded; {@code packetId} 0 at QoS 0. */
    void unreadable(Link link, int packetId, String why);
}
