package io.bactrian.train;

/** No model could be fitted or written; the message names what was found, what was expected and the remedy. */
public final class TrainingException extends RuntimeException {
    TrainingException(String message) {
        super(message);
    }

    TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
