package io.bactrian.twin;

/** A message to the node's edge hub, at QoS 1. */
public record TwinUpdate(String topic, byte[] payload) {
}
