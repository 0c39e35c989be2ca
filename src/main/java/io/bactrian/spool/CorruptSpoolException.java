package io.bactrian.spool;

/** The file does not hold what was written into it; it must be quarantined. */
class CorruptSpoolException extends Exception {
    CorruptSpoolException(String message) {
        super(message);
    }
}
