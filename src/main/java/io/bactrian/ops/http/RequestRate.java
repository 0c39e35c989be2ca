package io.bactrian.ops.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many requests a second each client may send: so many on average, and as many at once. Clients that were not seen for longest are
 * forgotten where there are too many; they may begin anew. Thread-safe.
 */
public final class RequestRate {
    private static final int MOST_CLIENTS = 10_000;
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final double perSecond;
    private final LongSupplier clock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_CLIENTS;
        }
    };

    /** @param clock as {@link System#nanoTime()} */
    public RequestRate(int perSecond, LongSupplier clock) {
        this.perSecond = perSecond;
        this.clock = clock;
    }

    /** What a client may still send at once, at a moment. */
    private static final class Bucket {
        private double left;
        private long at;

        Bucket(double left, long at) {
            this.left = left;
            this.at = at;
        }
    }

    /** Counts a request; false where it is one too many. */
    public synchronized boolean allows(String client) {
        long now = clock.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(client, made -> new Bucket(perSecond, now));
        bucket.left = Math.min(perSecond, bucket.left + (now - bucket.at) / SECOND * perSecond);
        bucket.at = now;
        if (bucket.left < 1) {
            return false;
        }
        bucket.left--;
        return true;
    }

    synchronized int clients() {
        return buckets.size();
    }
}
