package io.bactrian.cloud.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts of labelled samples, counted again when something has changed; where that takes long, not more often than every twentieth of
 * the time, and at the latest after a minute. Any thread.
 */
final class LabelCounts {
    private static final int MOST = 256;
    private static final long COST_FACTOR = 20;
    private static final long OLDEST_NANOS = 60_000_000_000L;

    private final Counter counter;
    private final LongSupplier changes;
    private final LongSupplier nanos;
    private final Map<Key, Counted> counts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Counted> eldest) {
            return size() > MOST;
        }
    };

    /** @param changes a number that is another one after each change */
    LabelCounts(Counter counter, LongSupplier changes, LongSupplier nanos) {
        this.counter = counter;
        this.changes = changes;
        this.nanos = nanos;
    }

    /** Counts anew. */
    interface Counter {
        long count(String model, Instant since) throws IOException;
    }

    private record Key(String model, Instant since) {
    }

    private record Counted(long count, long changes, long again) {
    }

    synchronized long count(String model, Instant since) {
        Key key = new Key(model, since);
        long now = changes.getAsLong();
        Counted last = counts.get(key);
        if (last != null && (last.changes == now || nanos.getAsLong() - last.again < 0)) {
            return last.count;
        }
        try {
            long start = nanos.getAsLong();
            long count = counter.count(model, since);
            long end = nanos.getAsLong();
            counts.put(key, new Counted(count, now, end + Math.min(OLDEST_NANOS, (end - start) * COST_FACTOR)));
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
