package io.bactrian.infer.batch;

/** A request was not run because its deadline had passed. */
public final class DeadlineExceeded extends RuntimeException {
    private static final long serialVersionUID = 1;

    DeadlineExceeded(String message) {
        super(message, null, false, false);
    }
}
