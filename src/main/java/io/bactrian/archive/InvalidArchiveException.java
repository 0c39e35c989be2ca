package io.bactrian.archive;

/** What is unpacked or packed is no version's folder; the message says why, and what to do. */
public final class InvalidArchiveException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidArchiveException(String reason) {
        super(reason);
    }
}
