package io.bactrian.flow;

/** What this edge node is called in statistics and reports. */
public record NodeName(String text) {
}
