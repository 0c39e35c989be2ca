package io.bactrian.cloud.training;

/** The training file does not name the model; the message says which it names. */
public final class UnknownTraining extends RuntimeException {
    UnknownTraining(String message) {
        super(message);
    }
}
