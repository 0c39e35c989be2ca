package io.bactrian.homeassistant;

/** A configuration for Home Assistant, to be retained. */
public record DiscoveryMessage(String topic, byte[] payload) {
}
