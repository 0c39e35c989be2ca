package io.bactrian.cloud.pool;

/** What was asked of the pool is not done; the message says why, and what to do. */
public final class PoolException extends Exception {
    private static final long serialVersionUID = 1;

    /** What kind of reason. */
    public enum Kind {
        /** What was given is no version, or no name. */
        INVALID,
        /** There is no such version. */
        UNKNOWN,
        /** It does not go together with what is there. */
        CONFLICT,
        /** It is larger than one may be. */
        TOO_LARGE,
        /** There is no room for it now. */
        FULL
    }

    private final Kind kind;

    public PoolException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
