package io.bactrian.model;

/** A version fails a check and may not answer; the message names the field or file, what was found, what was expected and the remedy. */
public final class ModelRejectedException extends Exception {
    private static final long serialVersionUID = 1;

    public ModelRejectedException(String message) {
        super(message, null, false, false);
    }
}
