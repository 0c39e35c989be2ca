package io.bactrian.delivery.remote;

/** What is fetched is not what the order says, or cannot be a version: trying again would not help. */
public final class RejectedOrderException extends Exception {
    private static final long serialVersionUID = 1;

    public RejectedOrderException(String reason) {
        super(reason);
    }
}
