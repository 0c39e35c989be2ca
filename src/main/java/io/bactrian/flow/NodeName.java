package io.bactrian.flow;

/** What this edge node is called in statistics. */
public record NodeName(String text) {
}
