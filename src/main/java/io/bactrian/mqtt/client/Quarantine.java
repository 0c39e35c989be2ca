package io.bactrian.mqtt.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Topics, and origins of publishes, that have ended connections: what they publish is refused for a time, 10 s after the first time, then
 * twice as long up to 10 min. When the time is over one publish is tried, alone. Bounded: the oldest goes first. On the event loop.
 */
final class Quarantine {
    private static final long FIRST_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MOST_DOUBLINGS = 6;
    private static final int MOST = 10_000;

    private record Term(long until, int times) {
    }

    private final Map<String, Term> terms = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Term> eldest) {
            return size() > MOST;
        }
    };
    private volatile List<String> names = List.of();

    void add(String name, long now) {
        Term before = terms.remove(name);
        int times = before == null ? 0 : Math.min(before.times + 1, MOST_DOUBLINGS);
        terms.put(name, new Term(now + (FIRST_NANOS << times), times));
        tell();
    }

    /** Whether nothing of it may go out now. */
    boolean holds(String name, long now) {
        Term term = terms.isEmpty() || name == null ? null : terms.get(name);
        return term != null && term.until - now > 0;
    }

    /** Whether it has ended connections before, and must go out alone. */
    boolean knows(String name) {
        return !terms.isEmpty() && name != null && terms.containsKey(name);
    }

    void remove(String name) {
        if (!terms.isEmpty() && name != null && terms.remove(name) != null) {
            tell();
        }
    }

    private void tell() {
        names = terms.keySet().stream().limit(10).toList();
    }

    /** Some of them, for people to read. Any thread. */
    List<String> names() {
        return names;
    }
}
