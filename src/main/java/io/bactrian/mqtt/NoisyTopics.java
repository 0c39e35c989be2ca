package io.bactrian.mqtt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.bactrian.mqtt.client.Delivery;

/**
 * Finds, while three quarters of the receive maximum are taken, what takes places from all others: messages that have not been finished for
 * two seconds. The topics that have a quarter of the places by such messages are noisy, as long as messages are finished at all: where none
 * is, the service stands still, and no topic is to blame. On the event loop.
 */
final class NoisyTopics {
    private static final long OLD_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int places;
    private final Set<String> topics = new HashSet<>();
    private long lastFinish = System.nanoTime();

    /** @param places the receive maximum */
    NoisyTopics(int places) {
        this.places = places;
    }

    void finished() {
        lastFinish = System.nanoTime();
    }

    boolean isScarce(int taken) {
        return taken >= Math.max(1, places - places / 4);
    }

    boolean contain(String topic) {
        return !topics.isEmpty() && topics.contains(topic);
    }

    void clear() {
        topics.clear();
    }

    /**
     * Looks anew.
     *
     * @param unfinished oldest first
     * @return those that are old
     */
    List<Delivery> look(Iterable<Delivery> unfinished) {
        topics.clear();
        long now = System.nanoTime();
        List<Delivery> old = new ArrayList<>();
        boolean moving = now - lastFinish < STANDSTILL_NANOS;
        Map<String, Integer> counts = new HashMap<>();
        for (Delivery delivery : unfinished) {
            if (now - delivery.arrival() >= OLD_NANOS) {
                old.add(delivery);
                if (counts.merge(delivery.topic(), 1, Integer::sum) >= Math.max(1, places / 4) && moving) {
                    topics.add(delivery.topic());
                }
            }
        }
        return old;
    }
}
