package io.bactrian.mqtt;

/** Headers the consumer sets beside the stock {@code CamelMqttTopic}, {@code CamelMqttQoS} and {@code CamelPahoMqtt5MsgProperties}. */
public final class MqttHeaders {
    /** {@code Integer}: the packet identifier, 1 to 65,535, unique among the unacknowledged messages of a session; 0 at QoS 0. */
    public static final String PACKET_ID = "BactrianMqttPacketId";
    /** {@code Boolean}: this message may have been seen before: the broker sent it again (the DUP flag, which is not read over
     * web sockets), or its exchange failed and is tried again. */
    public static final String DUPLICATE = "BactrianMqttDuplicate";
    /** {@code Long}: {@link System#nanoTime()} when the message was handed over by the network thread. */
    public static final String ARRIVAL = "BactrianMqttArrival";

    private MqttHeaders() {
    }
}
