package io.bactrian.metrics;

import java.time.Duration;
import java.util.Set;

/**
 * What became of an export that was sent.
 *
 * @param reason   why it was not taken, or not as a whole; null where it was
 * @param status   HTTP's; 0 where there was no answer
 * @param pause    how long the collector asks to wait; zero where it does not
 * @param rejected points that the collector left out of what it took
 */
record Outcome(Kind kind, String reason, int status, Duration pause, long rejected) {
    /** Others of the 5xx say that it cannot be reached or is busy. */
    private static final Set<Integer> SERVER_FAILED = Set.of(500, 501);

    enum Kind {
        TAKEN,
        /** It will never be taken. */
        REFUSED,
        /** It may be taken later. */
        FAILED
    }

    static Outcome failed(String reason) {
        return new Outcome(Kind.FAILED, reason, 0, Duration.ZERO, 0);
    }

    /** Whether the collector failed on it, in a way that may be the fault of what was sent. */
    boolean ofServer() {
        return kind == Kind.FAILED && SERVER_FAILED.contains(status);
    }

    boolean taken() {
        return kind == Kind.TAKEN;
    }
}
