package io.bactrian.spool;

/** The file does not hold what was written into it; it has to be quarantined. */
class CorruptSpoolException extends Exception {
    CorruptSpoolException(String message) {
        super(message);
    }
}
