package io.bactrian.spool;

/** More records wait for the disk than may wait in memory; the record was not taken. */
public class SpoolFullException extends RuntimeException {
    SpoolFullException(String message) {
        super(message);
    }
}
