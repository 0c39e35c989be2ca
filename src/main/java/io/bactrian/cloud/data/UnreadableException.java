package io.bactrian.cloud.data;

/** A record that is none of its topic; the message says what was found, and what was expected. */
final class UnreadableException extends Exception {
    UnreadableException(String message) {
        super(message, null, false, false);
    }
}
