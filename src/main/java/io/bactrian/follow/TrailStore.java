package io.bactrian.follow;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The newest trails, bounded in number and bytes: the oldest goes first. Its monitor guards all of them; nothing waits within it. */
final class TrailStore {
    private final int most;
    private final long mostBytes;
    private final Clock clock;
    private final String run;
    private final LinkedHashMap<String, Trail> trails = new LinkedHashMap<>();
    private final Map<Arrival, Trail> arrivals = new HashMap<>();
    private final Map<String, Trail> records = new HashMap<>();
    private final Set<Trail> open = new HashSet<>();
    private long bytes;
    private long count;
    private volatile int openTrails;
    private volatile int waitingRecords;

    /** A message, also when it is tried again. */
    private record Arrival(String device, long nanos) {
    }

    TrailStore(int most, long mostBytes, Clock clock) {
        this.most = most;
        this.mostBytes = mostBytes;
        this.clock = clock;
        this.run = Long.toString(clock.millis(), Character.MAX_RADIX);
    }

    synchronized Trail begin(String device, long arrival) {
        long sinceArrival = System.nanoTime() - arrival;
        Trail trail = new Trail(this, run + "-" + ++count, device, arrival, clock.instant().minusNanos(sinceArrival));
        trails.put(trail.key(), trail);
        arrivals.put(new Arrival(device, arrival), trail);
        changed(trail, Trail.BYTES);
        return trail;
    }

    /** The trail of a message that came before, or null. */
    synchronized Trail find(String device, long arrival) {
        return arrivals.get(new Arrival(device, arrival));
    }

    /** The trail of that name, or null. */
    synchronized Trail get(String key) {
        return trails.get(key);
    }

    /** The trail whose record waits under that id, or null. */
    synchronized Trail ofRecord(String id) {
        return records.get(id);
    }

    /** Those whose records wait. */
    synchronized List<Trail> waiting() {
        return List.copyOf(records.values());
    }

    /** Kafka has the record of that id; the trail that waited for it, or null. */
    synchronized Trail delivered(String id) {
        Trail trail = records.remove(id);
        waitingRecords = records.size();
        return trail;
    }

    /** Newest first, at most so many, those before that one; null for the newest of all. */
    synchronized List<Trail> list(String before, int number) {
        List<Trail> all = new ArrayList<>(trails.values());
        int end = before == null ? all.size() : Math.max(0, all.indexOf(trails.get(before)));
        List<Trail> page = new ArrayList<>(Math.min(number, end));
        for (int i = end - 1; i >= 0 && page.size() < number; i--) {
            page.add(all.get(i));
        }
        return page;
    }

    int openTrails() {
        return openTrails;
    }

    int waitingRecords() {
        return waitingRecords;
    }

    synchronized int size() {
        return trails.size();
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized void changed(Trail trail, int more) {
        if (trails.get(trail.key()) != trail) {
            return;
        }
        bytes += more;
        while (trails.size() > most || bytes > mostBytes && trails.size() > 1) {
            evict(trails.values().iterator().next());
        }
    }

    /** Whether it is open may have changed. */
    synchronized void counted(Trail trail) {
        if (trail.isOpen() && trails.get(trail.key()) == trail) {
            open.add(trail);
        } else {
            open.remove(trail);
        }
        openTrails = open.size();
    }

    synchronized void await(String id, Trail trail) {
        if (trails.get(trail.key()) == trail) {
            Trail before = records.put(id, trail);
            if (before != null && before != trail) {
                before.repeated();
            }
            waitingRecords = records.size();
            counted(trail);
        }
    }

    synchronized void forget(String id, Trail trail) {
        records.remove(id, trail);
        waitingRecords = records.size();
    }

    private void evict(Trail trail) {
        trails.remove(trail.key());
        arrivals.remove(new Arrival(trail.device(), trail.arrival()), trail);
        if (trail.record() != null) {
            forget(trail.record(), trail);
        }
        bytes -= trail.bytes();
        open.remove(trail);
        openTrails = open.size();
    }
}
