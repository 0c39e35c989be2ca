package io.bactrian.mqtt.client;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** What is known of a session's connection, now and before. On the event loop. */
final class ConnectionRecord {
    private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private boolean connectedBefore;
    private long upSince;
    private long lastFinish = System.nanoTime();
    private Instant since = Instant.now();
    private String lastError = "not connected yet";

    /** Returns whether there was a connection before this one. */
    boolean up() {
        boolean again = connectedBefore;
        connectedBefore = true;
        upSince = System.nanoTime();
        lastFinish = upSince;
        since = Instant.now();
        lastError = null;
        return again;
    }

    /** Returns whether the reason has changed. */
    boolean down(String why) {
        if (isUp()) {
            since = Instant.now();
        }
        upSince = 0;
        boolean news = !why.equals(lastError);
        lastError = why;
        return news;
    }

    boolean isUp() {
        return upSince != 0;
    }

    /** Whether the connection has held for a while. */
    boolean isStable() {
        return isUp() && System.nanoTime() - upSince > STABLE_NANOS;
    }

    /** A message was finished. */
    void finished() {
        lastFinish = System.nanoTime();
    }

    long nanosSinceFinish() {
        return System.nanoTime() - lastFinish;
    }

    Instant since() {
        return since;
    }

    String lastError() {
        return lastError;
    }
}
