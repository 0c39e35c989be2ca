package io.bactrian.delivery;

import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;

import io.bactrian.delivery.remote.Stores;

/**
 * Orders that name a tag, an alias, or no version become orders for what these name: each on its own, a few at a time, again after a
 * period. What was known before is used until something else is. One thread; never waits.
 */
final class References {
    private final DeliverySettings settings;
    private final Stores stores;
    private final ExecutorService threads;
    private final LongSupplier nanos;
    private final Clock clock;
    private final PinFile file;
    private final Map<String, Pin> known;
    private final Map<String, Look> looks = new TreeMap<>();
    private String unwritten;

    References(DeliverySettings settings, Stores stores, ExecutorService threads, LongSupplier nanos, Clock clock) {
        this.settings = settings;
        this.stores = stores;
        this.threads = threads;
        this.nanos = nanos;
        this.clock = clock;
        file = new PinFile(settings.dir());
        known = new HashMap<>(file.read());
    }

    /**
     * The orders that can be carried out: those that say all, and those whose sources are resolved.
     *
     * @param all whether these are all orders, so that others are gone
     */
    Map<String, Order> resolve(Map<String, Order> wanted, boolean all) {
        looks.values().removeIf(look -> {
            boolean gone = !look.order().equals(wanted.get(look.order().id()));
            if (gone) {
                look.cancel();
            }
            return gone;
        });
        Map<String, Order> ready = new TreeMap<>();
        wanted.forEach((id, order) -> {
            if (order.open()) {
                looks.computeIfAbsent(id, name -> new Look(order, known.get(id), settings, nanos, clock));
            } else {
                ready.put(id, order);
            }
        });
        looks.values().forEach(Look::collect);
        start();
        keep(all);
        looks.forEach((id, look) -> {
            if (look.pin() != null) {
                look.pin().apply(look.order()).ifPresent(order -> ready.put(id, order));
            }
        });
        return ready;
    }

    private void start() {
        long running = looks.values().stream().filter(Look::running).count();
        for (Look look : looks.values()) {
            if (running < settings.parallel() && look.isDue()
                    && look.order().source() instanceof OrderSource.Stored stored) {
                look.start(threads, () -> stores.of(stored.reference()).resolve());
                running++;
            }
        }
    }

    private void keep(boolean all) {
        Map<String, Pin> now = new HashMap<>(known);
        if (all) {
            now.keySet().retainAll(looks.keySet());
        }
        looks.forEach((id, look) -> {
            if (look.pin() != null) {
                now.put(id, look.pin());
            }
        });
        if (now.equals(known) && unwritten == null) {
            return;
        }
        try {
            file.write(now);
            known.clear();
            known.putAll(now);
            unwritten = null;
        } catch (IOException e) {
            unwritten = settings.dir().toAbsolutePath() + " cannot be written: " + e + "; make it writable for this user";
        }
    }

    /** Why what is known is not on the disk; null where it is. */
    String unwritten() {
        return unwritten;
    }

    /** The states of those of which nothing is known yet. */
    List<OrderStatus> waiting() {
        return looks.values().stream().filter(look -> look.pin() == null).map(Look::status).toList();
    }

    /** By order, why what its tag or alias names now is not known or not taken, while what was known before is in use. */
    Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>();
        looks.forEach((id, look) -> {
            if (look.pin() != null && look.problem() != null) {
                problems.put(id, look.problem());
            }
        });
        return problems;
    }

    void close() {
        looks.values().forEach(Look::cancel);
    }
}
