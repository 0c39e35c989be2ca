package io.bactrian.delivery;

import java.io.IOException;

/** A server's answer that is not the archive. */
final class HttpStatusException extends IOException {
    private static final long serialVersionUID = 1;

    private final long retryAfterSeconds;

    /** @param retryAfterSeconds what the server asks for; 0 for nothing */
    HttpStatusException(int status, long retryAfterSeconds) {
        super("the server answered " + status + (status == 401 || status == 403 ? ", so it wants other rights" : ""));
        this.retryAfterSeconds = retryAfterSeconds;
    }

    long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
