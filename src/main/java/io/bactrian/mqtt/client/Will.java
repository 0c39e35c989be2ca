package io.bactrian.mqtt.client;

import io.netty.handler.codec.mqtt.MqttProperties;

/** What the broker publishes when the session ends without a DISCONNECT. */
public record Will(String topic, byte[] payload, int qos, boolean retained, MqttProperties properties) {
}
