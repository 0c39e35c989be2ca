package io.bactrian.announced;

/** A version that was announced for this node and is not ordered, and why. */
public record Refusal(String model, int version, String reason) {
}
