package io.bactrian.spool;

/** The spool is closed or closed before the record was on disk; the record was not taken. */
public class SpoolClosedException extends RuntimeException {
    public SpoolClosedException(String message) {
        super(message);
    }
}
