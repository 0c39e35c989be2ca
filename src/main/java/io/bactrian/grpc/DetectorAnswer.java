package io.bactrian.grpc;

/**
 * What a property's message led to.
 *
 * @param label   of the model's answer; null where there is none
 * @param refused whether the message was bad input
 * @param text    the answer or the error as JSON
 */
public record DetectorAnswer(String label, boolean refused, String text) {
}
