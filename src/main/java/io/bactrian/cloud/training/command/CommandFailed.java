package io.bactrian.cloud.training.command;

/** A command made no version; the message says what it did and what was expected. */
public final class CommandFailed extends Exception {
    CommandFailed(String message) {
        super(message);
    }
}
