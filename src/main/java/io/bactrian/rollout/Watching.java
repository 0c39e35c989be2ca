package io.bactrian.rollout;

import java.time.Instant;

import io.bactrian.model.Vitals;

/**
 * The watch over the version in service.
 *
 * @param previous the one before it, ready to take over
 * @param ends     when it is over
 * @param from     the version's counts when it began
 * @param before   mean nanoseconds a message of the one before
 */
record Watching(Held previous, Instant ends, Vitals.Reading from, double before) {
    static Watching of(Held serving, Held previous, Instant ends) {
        return new Watching(previous, ends, serving.loaded().vitals().read(), previous.nanosPerMessage());
    }
}
