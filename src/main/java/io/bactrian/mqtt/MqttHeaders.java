package io.bactrian.mqtt;

/** Headers beside the stock {@code CamelMqttTopic}, {@code CamelMqttQoS} and {@code CamelPahoMqtt5MsgProperties}. */
public final class MqttHeaders {
    /** {@code Integer}: the packet identifier, 1 to 65,535, unique among the unacknowledged messages of a session; 0 at QoS 0. */
    public static final String PACKET_ID = "BactrianMqttPacketId";
    /** {@code Boolean}: this message may have been seen before: the broker sent it again (the DUP flag), or its exchange failed and is
     * tried again. */
    public static final String DUPLICATE = "BactrianMqttDuplicate";
    /** {@code Long}: {@link System#nanoTime()} when the message was read from the network. */
    public static final String ARRIVAL = "BactrianMqttArrival";
    /** {@code Integer}: the bytes of the whole payload; only where it was too long, and the body is its first part. */
    public static final String LENGTH = "BactrianMqttLength";
    /** {@code String}, for publishes: who chose topic or properties, and is held responsible when they end connections; may be absent. */
    public static final String ORIGIN = "BactrianMqttOrigin";

    /** {@code Boolean}, a property of the exchange: its route waits for other messages, and it holds up no acknowledgement behind it. */
    public static final String WAITS = "BactrianMqttWaits";

    private MqttHeaders() {
    }
}
