package io.bactrian.mqtt.client;

import java.time.Duration;

/**
 * What the broker has found too large and hung up about, though it announces no such limit: as large a packet is not sent to it for 10 s,
 * after the next time for twice as long, up to 10 min. On the event loop.
 */
final class RefusedSizes {
    private static final long FIRST_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MOST_DOUBLINGS = 6;

    private int least = Integer.MAX_VALUE;
    private int times;
    private long until;

    void refused(Publish publish) {
        least = Math.min(least, publish.size());
        until = System.nanoTime() + (FIRST_NANOS << Math.min(times++, MOST_DOUBLINGS));
    }

    /** Why the broker would not take it; null where it may. */
    String refusal(Publish publish) {
        if (publish.size() < least) {
            return null;
        }
        if (until - System.nanoTime() < 0) {
            least = Integer.MAX_VALUE;
            return null;
        }
        return "some " + publish.size() + " bytes, and the broker hung up at a packet of " + least + " bytes";
    }
}
