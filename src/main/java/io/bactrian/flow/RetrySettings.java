package io.bactrian.flow;

import java.time.Duration;

/**
 * How often, and for how long, a message that failed is tried again.
 *
 * @param maxTries  tries that count against the message
 * @param maxAge    since its first failure, whatever counts
 * @param maxBytes  room for all that wait, on disk
 */
public record RetrySettings(int maxTries, Duration maxAge, long maxBytes) {
}
