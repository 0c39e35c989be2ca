package io.bactrian.infer.batch;

/** A model has more waiting than it may; the message is held and tried again. */
public final class QueueFull extends RuntimeException {
    private static final long serialVersionUID = 1;

    QueueFull(String message) {
        super(message, null, false, false);
    }
}
