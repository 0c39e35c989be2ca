package io.bactrian.rollout;

/** What was asked of the models cannot be done; the message says why, and what can. */
public final class ModelConflictException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean unknown;

    private ModelConflictException(boolean unknown, String message) {
        super(message, null, false, false);
        this.unknown = unknown;
    }

    static ModelConflictException unknown(String message) {
        return new ModelConflictException(true, message);
    }

    static ModelConflictException conflict(String message) {
        return new ModelConflictException(false, message);
    }

    /** Whether there is no such model or version, rather than one in a state that does not allow it. */
    public boolean unknown() {
        return unknown;
    }
}
