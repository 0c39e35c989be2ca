package io.bactrian.cloud.training;

/** A training made no candidate; the message says why and what to do. */
final class NoCandidate extends Exception {
    NoCandidate(String message) {
        super(message);
    }
}
