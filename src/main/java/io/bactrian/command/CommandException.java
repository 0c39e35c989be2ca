package io.bactrian.command;

/** Why a command could not do what it was asked for; its message is for whoever typed it. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CommandException(String message) {
        super(message, null, false, false);
    }
}
