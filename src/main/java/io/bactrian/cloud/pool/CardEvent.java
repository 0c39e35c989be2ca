package io.bactrian.cloud.pool;

import java.time.Instant;

/**
 * One line of a version's history.
 *
 * @param event one word, such as {@code added}, {@code approved}, {@code announced}
 * @param by    who did it; null where nobody is known
 * @param note  why, or with what; null for nothing
 */
public record CardEvent(Instant at, String event, String by, String note) {
}
