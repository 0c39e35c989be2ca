package io.bactrian.infer.batch;

/** A request was not run because nobody waits for its answer any more. */
public final class RequestCancelled extends RuntimeException {
    private static final long serialVersionUID = 1;

    RequestCancelled(String message) {
        super(message, null, false, false);
    }
}
