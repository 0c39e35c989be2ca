package io.bactrian.mqtt.client;

import java.util.List;

/** Receives the events of a link, on the event loop; must not block. */
interface LinkListener {
    void up(Link link, ServerLimits limits);

    /** Once, whether or not it was up. */
    void down(Link link, String why);

    void arrived(Delivery delivery);

    void acknowledged(Link link, int packetId, int reason);

    void received(Link link, int packetId, int reason);

    void completed(Link link, int packetId);

    void subscribed(Link link, int packetId, List<Integer> reasons);

    /** A message that cannot be decoded; {@code packetId} 0 at QoS 0. */
    void unreadable(Link link, int packetId, String why);
}
