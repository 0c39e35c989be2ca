package io.bactrian.tensor;

import io.bactrian.text.Excerpt;

/** A request that fails however often it is sent; the message is for the client. */
public final class InvalidRequest extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final int LONGEST = 2000;

    /** @param message may quote what the client sent: what of it cannot be shown is replaced */
    public InvalidRequest(String message) {
        super(Excerpt.visible(message, LONGEST), null, false, false);
    }
}
