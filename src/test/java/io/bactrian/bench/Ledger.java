package io.bactrian.bench;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.Histogram;

/**
 * Every message sent and every answer to it, by sequence number. One thread sends, one receives; times are {@link System#nanoTime()}, a
 * message's time is the one it was due at.
 */
final class Ledger {
    private static final int RING = 1 << 20;
    private static final long LONGEST_US = 120_000_000;
    private final AtomicLongArray due = new AtomicLongArray(RING);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final BitSet seen = new BitSet();
    private volatile Histogram latencies = new Histogram(LONGEST_US, 3);
    private volatile long lastAnswer;
    private volatile Thread waiting;

    /** Notes a message about to be sent and returns its sequence number. */
    long send(long dueNanos) {
        long sequence = sent.get();
        due.set((int) (sequence & RING - 1), dueNanos);
        sent.lazySet(sequence + 1);
        return sequence;
    }

    void answer(long sequence, long now, boolean isRefusal) {
        if (seen.get((int) sequence)) {
            duplicates.incrementAndGet();
            return;
        }
        seen.set((int) sequence);
        if (isRefusal) {
            refused.incrementAndGet();
        }
        long micros = (now - due.get((int) (sequence & RING - 1))) / 1000;
        latencies.recordValue(Math.min(Math.max(micros, 0), LONGEST_US));
        lastAnswer = now;
        answered.lazySet(answered.get() + 1);
    }

    /** Called by the receiver when it has noted all that came. */
    void wake() {
        var thread = waiting;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Called by the sender: returns how many messages may be sent, at least {@code atLeast} unless the time is up. */
    long room(long limit, long atLeast, long untilNanos) {
        waiting = Thread.currentThread();
        long room = limit - outstanding();
        while (room < atLeast && System.nanoTime() < untilNanos) {
            LockSupport.parkNanos(this, 10_000_000);
            room = limit - outstanding();
        }
        waiting = null;
        return room;
    }

    /** Starts a new set of latencies, while nothing is outstanding. */
    void startPhase() {
        latencies = new Histogram(LONGEST_US, 3);
    }

    /** Gives up on what is outstanding. */
    void forgive() {
        answered.set(sent.get());
    }

    long outstanding() {
        return sent.get() - answered.get();
    }

    long sent() {
        return sent.get();
    }

    long answered() {
        return answered.get();
    }

    long duplicates() {
        return duplicates.get();
    }

    long refused() {
        return refused.get();
    }

    long lastAnswer() {
        return lastAnswer;
    }

    Histogram latencies() {
        return latencies;
    }
}
