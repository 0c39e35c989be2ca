package io.bactrian.mqtt.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Topics, and origins of publishes, that have ended connections: what they publish is refused for a {@link Term}. When it is over
 * one publish is tried, alone. Bounded: the oldest goes first. On the event loop.
 */
final class Quarantine {
    private static final int MOST = 10_000;

    private final Map<String, Term> terms = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Term> eldest) {
            return size() > MOST;
        }
    };
    private volatile List<String> names = List.of();

    void add(String name, long now) {
        terms.put(name, Term.after(terms.remove(name), now));
        updateNames();
    }

    /** Whether nothing of it may go out now. */
    boolean holds(String name, long now) {
        Term term = terms.isEmpty() || name == null ? null : terms.get(name);
        return term != null && term.lasts(now);
    }

    /** Whether it has ended connections before, and must go out alone. */
    boolean knows(String name) {
        return !terms.isEmpty() && name != null && terms.containsKey(name);
    }

    void remove(String name) {
        if (!terms.isEmpty() && name != null && terms.remove(name) != null) {
            updateNames();
        }
    }

    private void updateNames() {
        names = terms.keySet().stream().limit(10).toList();
    }

    /** Some of them, for people to read. Any thread. */
    List<String> names() {
        return names;
    }

    /** How long something stays refused: 10 s after the first time, then twice as long each time, up to 10 min. */
    record Term(long untilNanos, int times) {
        private static final long FIRST_NANOS = Duration.ofSeconds(10).toNanos();
        private static final int MOST_DOUBLINGS = 6;

        /** @param before null at the first time */
        static Term after(Term before, long now) {
            int times = before == null ? 0 : Math.min(before.times + 1, MOST_DOUBLINGS);
            return new Term(now + (FIRST_NANOS << times), times);
        }

        boolean lasts(long now) {
            return untilNanos - now > 0;
        }
    }
}
