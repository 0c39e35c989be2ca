package io.bactrian.spool;

/** There is no space for the record, in memory or on disk; it was not taken. */
public class SpoolFullException extends RuntimeException {
    SpoolFullException(SpoolCore core) {
        this("spool '" + core.name() + "' is full: " + core.state().counts().waitingBytes + " of " + core.limits().maxBytes()
                + " bytes wait, expected room for one more record: see why its records are not delivered, or give it more room");
    }

    SpoolFullException(String message) {
        super(message);
    }
}
