package io.bactrian.model;

/** The model is there but cannot be used for now: no fault of the message, which is held and tried again. */
public final class ModelUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ModelUnavailable(String message, Throwable cause) {
        super(message, cause, false, false);
    }
}
