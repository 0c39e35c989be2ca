package io.bactrian.delivery;

/** What is fetched is not what the order says, or cannot be a version: trying again would not help. */
final class RejectedOrderException extends Exception {
    private static final long serialVersionUID = 1;

    RejectedOrderException(String reason) {
        super(reason);
    }
}
