package io.bactrian.flow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.inject.Singleton;

/**
 * The last dead letters, in memory: on disk each waits only until Kafka has it. A device that has more than its share loses its own oldest
 * ones. Any thread; nothing waits.
 */
@Singleton
final class DeadLetters {
    static final int MOST = 500;
    static final int MOST_OF_A_DEVICE = 50;
    static final int MOST_BYTES = 4 << 20;
    private static final int IDS_A_MILLISECOND = 1_000;

    private final TreeMap<Long, Kept> letters = new TreeMap<>();
    private final Map<String, Deque<Long>> ofDevices = new HashMap<>();
    /** Only grows, also over a restart: a page that was open meanwhile means no other letter. */
    private long lastId = System.currentTimeMillis() * IDS_A_MILLISECOND;
    private long bytes;
    private long count;

    /** Whether a letter was sent again. */
    enum State {
        KEPT, BEING_SENT, SENT
    }

    /** A letter with its id and what has become of it. */
    record Kept(long id, DeadLetter letter, State state) {
    }

    synchronized void add(DeadLetter letter) {
        long id = ++lastId;
        letters.put(id, new Kept(id, letter, State.KEPT));
        Deque<Long> own = ofDevices.computeIfAbsent(letter.device(), device -> new ArrayDeque<>());
        own.add(id);
        bytes += letter.payload().length;
        count++;
        if (own.size() > MOST_OF_A_DEVICE) {
            remove(own.peek());
        }
        while (letters.size() > MOST || bytes > MOST_BYTES) {
            remove(letters.firstKey());
        }
    }

    /** @param id of the oldest of its device */
    private void remove(long id) {
        DeadLetter letter = letters.remove(id).letter();
        bytes -= letter.payload().length;
        Deque<Long> own = ofDevices.get(letter.device());
        own.remove();
        if (own.isEmpty()) {
            ofDevices.remove(letter.device());
        }
    }

    /**
     * The newest first.
     *
     * @param device null for all
     * @param before ids below this one only
     */
    synchronized List<Kept> list(String device, long before, int most) {
        return letters.headMap(before, false).descendingMap().values().stream()
                .filter(kept -> device == null || kept.letter().device().equals(device)).limit(most).toList();
    }

    synchronized Optional<Kept> find(long id) {
        return Optional.ofNullable(letters.get(id));
    }

    /** How many there were since the start. */
    synchronized long count() {
        return count;
    }

    /** Whether the caller may send it again: one at a time, until it is answered. The caller then calls {@link #release}. */
    synchronized boolean claim(long id) {
        return change(id, State.KEPT, State.BEING_SENT);
    }

    synchronized void release(long id, boolean answered) {
        change(id, State.BEING_SENT, answered ? State.SENT : State.KEPT);
    }

    private boolean change(long id, State from, State to) {
        Kept kept = letters.get(id);
        if (kept == null || kept.state() != from) {
            return false;
        }
        letters.put(id, new Kept(id, kept.letter(), to));
        return true;
    }
}
