package io.bactrian.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.bactrian.threads.Backoff;

/**
 * Keeps what is written elsewhere of this node's orders up to date: the newest state only, all of it in one write, a few times a
 * minute at most; what cannot be written is written later. {@link #write()} from one thread, waits; the rest from any.
 */
public final class StatusReport {
    private static final long PERIOD = Duration.ofSeconds(10).toNanos();
    private static final int LONGEST_NAME = 253;

    private final Supplier<List<OrderStatus>> statuses;
    private final StatusTarget target;
    private final LongSupplier nanos;
    private final Backoff backoff = Backoff.jittered(10_000, 300_000);
    private Map<String, String> written;
    private long next;
    private volatile String problem;

    /** @param nanos as {@link System#nanoTime()} */
    public StatusReport(Supplier<List<OrderStatus>> statuses, StatusTarget target, LongSupplier nanos) {
        this.statuses = statuses;
        this.target = target;
        this.nanos = nanos;
        this.next = nanos.getAsLong();
    }

    /** Why it is not up to date, or null. */
    public String problem() {
        return problem;
    }

    /** Writes what is another than what was written, where it is time. */
    public void write() {
        if (nanos.getAsLong() - next < 0) {
            return;
        }
        Map<String, String> now = new HashMap<>();
        statuses.get().forEach(status -> now.put(name(status.order()), OrderStatusJson.text(status)));
        try {
            send(now);
            backoff.reset();
            problem = null;
        } catch (IOException | RuntimeException e) {
            written = null;
            next = nanos.getAsLong() + backoff.nextMillis() * 1_000_000;
            problem = e instanceof IOException ? e.getMessage() : e.toString();
        }
    }

    private void send(Map<String, String> now) throws IOException {
        if (written == null) {
            Map<String, String> before = new HashMap<>();
            target.names().forEach(name -> before.put(name, ""));
            written = before;
        }
        Map<String, String> changes = new HashMap<>(now);
        changes.entrySet().removeIf(entry -> entry.getValue().equals(written.get(entry.getKey())));
        written.keySet().stream().filter(name -> !now.containsKey(name)).forEach(name -> changes.put(name, null));
        if (!changes.isEmpty()) {
            target.write(changes);
            written = now;
            next = nanos.getAsLong() + PERIOD;
        }
    }

    /** The last level of the order's id, of what names of this kind may hold. */
    private static String name(String order) {
        String name = order.substring(order.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        return name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }
}
