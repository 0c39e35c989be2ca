package io.bactrian.cloud.training.evaluation;

/** A sample cannot be given to a version; the message says what it has and what was expected. */
public final class UnusableSample extends Exception {
    UnusableSample(String message) {
        super(message);
    }
}
