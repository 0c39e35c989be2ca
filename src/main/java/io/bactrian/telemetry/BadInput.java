package io.bactrian.telemetry;

import io.bactrian.text.Excerpt;

/** A message that fails however often it is tried: it is answered with its code, kept as a dead letter, and acknowledged. */
public final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final int LONGEST = 2000;

    private final ErrorCode code;
    private final String id;

    /** @param message may quote what the device sent: what of it cannot be shown is replaced */
    public BadInput(ErrorCode code, String id, String message) {
        super(Excerpt.visible(message, LONGEST), null, false, false);
        this.code = code;
        this.id = id;
    }

    public BadInput(ErrorCode code, String message) {
        this(code, null, message);
    }

    public ErrorCode code() {
        return code;
    }

    /** The message's own id where it could be read, else null. */
    public String id() {
        return id;
    }
}
