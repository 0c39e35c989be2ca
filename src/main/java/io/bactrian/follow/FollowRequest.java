package io.bactrian.follow;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** What somebody asked to follow: a device's next messages, or the messages with an id. It ends after a number and a time. Any thread. */
public final class FollowRequest {
    private final String device;
    private final String id;
    private final Instant until;
    private final long deadline;
    private final AtomicInteger left;

    FollowRequest(String device, String id, int messages, Instant until, long deadline) {
        this.device = device;
        this.id = id;
        this.left = new AtomicInteger(messages);
        this.until = until;
        this.deadline = deadline;
    }

    /** Null where it is for an id. */
    public String device() {
        return device;
    }

    /** The messages' own id; null where it is for a device. */
    public String id() {
        return id;
    }

    /** Messages that are still to be followed. */
    public int left() {
        return Math.max(0, left.get());
    }

    public Instant until() {
        return until;
    }

    /** Whether one more message is followed for it. */
    boolean take() {
        return left.getAndUpdate(now -> Math.max(0, now - 1)) > 0;
    }

    /** Whether no message is followed for it any more at {@code now}, a {@link System#nanoTime()}. */
    boolean isOver(long now) {
        return left.get() <= 0 || now - deadline > 0;
    }
}
