package io.bactrian.flow;

import java.time.Duration;

/**
 * How often, and for how long, a message that failed is tried again.
 *
 * @param maxTries  tries that count against the message
 * @param maxAge    since its first failure, whatever counts
 * @param maxBytes  bytes on disk for all messages that wait
 */
public record RetrySettings(int maxTries, Duration maxAge, long maxBytes) {
}
