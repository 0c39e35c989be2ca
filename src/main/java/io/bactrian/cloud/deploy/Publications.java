package io.bactrian.cloud.deploy;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.bactrian.threads.Backoff;

/**
 * Gives out what is announced, at least once after each change, and all of it now and then. {@link #step} from one thread, may wait
 * for Kafka; the rest from any.
 */
final class Publications {
    private final Consumer<Publication> out;
    private final Function<String, Publication> now;
    private final long repeat;
    private final LongSupplier nanos;
    private final Backoff backoff = Backoff.jittered(1_000, 60_000);
    private final Set<String> pending = new LinkedHashSet<>();
    private long next;
    private long repeated;
    private volatile String problem;

    /**
     * @param out throws where a record is not known to be in Kafka
     * @param now what a key's record is now
     */
    Publications(Consumer<Publication> out, Function<String, Publication> now, Duration repeat, LongSupplier nanos) {
        this.out = out;
        this.now = now;
        this.repeat = repeat.toNanos();
        this.nanos = nanos;
        this.next = nanos.getAsLong();
        this.repeated = next;
    }

    synchronized void add(String key) {
        pending.add(key);
    }

    /** Why something is not in Kafka, or null. */
    String problem() {
        return problem;
    }

    private synchronized List<String> due(List<String> all) {
        if (nanos.getAsLong() - repeated > repeat) {
            pending.addAll(all);
            repeated = nanos.getAsLong();
        }
        return List.copyOf(pending);
    }

    private synchronized void done(String key) {
        pending.remove(key);
    }

    /** @param all keys that are given out again now and then */
    void step(List<String> all) {
        List<String> due = due(all);
        if (nanos.getAsLong() - next < 0) {
            return;
        }
        for (String key : due) {
            done(key);
            try {
                out.accept(now.apply(key));
                backoff.reset();
                problem = null;
            } catch (RuntimeException e) {
                add(key);
                problem = e.getMessage() == null ? e.toString() : e.getMessage();
                next = nanos.getAsLong() + backoff.nextMillis() * 1_000_000;
                return;
            }
        }
    }
}
