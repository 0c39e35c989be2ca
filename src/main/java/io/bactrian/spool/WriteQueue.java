package io.bactrian.spool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

import io.bactrian.spool.Spool.Completion;

/** The bounded queue between producers and the writer. A record counts until it is completed. Thread-safe. */
final class WriteQueue {
    private static final long TRANSACTION_BYTES = 16L << 20;

    private final String name;
    private final WakeupSignal writer;
    private final CommitPace pace;
    private final ArrayDeque<PendingWrite> queue = new ArrayDeque<>();
    private final ArrayDeque<PendingWrite> requeued = new ArrayDeque<>();
    private int records;
    private long bytes;
    private long newestAt;
    private boolean closed;
    private volatile boolean blocked;

    WriteQueue(String name, WakeupSignal writer, CommitPace pace) {
        this.name = name;
        this.writer = writer;
        this.pace = pace;
    }

    /**
     * An encoded record, the first {@code length} bytes of {@code data}, offered at {@code at} (epoch ms). One that is {@code requeued}
     * replaces a stored record that is being delivered, so a full spool takes it too.
     */
    record PendingWrite(byte[] data, int length, long at, boolean requeued, Completion done) {
    }

    /** What the writer takes at once: records to store, and records to drop. */
    record Taken(List<PendingWrite> kept, List<PendingWrite> dropped) {
        boolean isEmpty() {
            return kept.isEmpty() && dropped.isEmpty();
        }
    }

    void offer(PendingWrite record, Limits limits) {
        boolean enough;
        synchronized (this) {
            if (closed) {
                throw new SpoolClosedException("spool '" + name + "' is closed: start its endpoint first");
            }
            if (!record.requeued()
                    && (records >= limits.pendingRecords() || bytes + record.length() > limits.pendingBytes())) {
                throw new SpoolFullException("spool '" + name + "': " + records + " records (" + bytes
                        + " bytes) wait for the disk already, expected at most " + limits.pendingRecords() + " ("
                        + limits.pendingBytes() + " bytes): let fewer be in flight, or see why the spool is blocked");
            }
            (record.requeued() ? requeued : queue).add(record);
            records++;
            bytes += record.length();
            newestAt = record.at();
            enough = records == pace.enough();
        }
        if (enough) {
            writer.hurry();
        }
        writer.raise();
    }

    /** The bytes the writer would take now if there were space for a whole chunk; at least those of the head. */
    synchronized long wanted(long chunkBytes) {
        return queue.isEmpty() ? 0 : Math.max(queue.peek().length(), Math.min(chunkBytes, bytes));
    }

    /** Takes what is requeued, and from the head what fits into {@code free} bytes; the rest stays, or goes to {@code dropped}. */
    synchronized Taken take(long free, boolean dropRest) {
        pace.taken(records, System.currentTimeMillis() - newestAt);
        var kept = new ArrayList<PendingWrite>(Math.min(queue.size(), 1024));
        var dropped = new ArrayList<PendingWrite>(0);
        long left = free;
        long total = 0;
        while (!requeued.isEmpty() && total < TRANSACTION_BYTES) {
            total += requeued.peek().length();
            kept.add(requeued.poll());
        }
        left -= total;
        while (!queue.isEmpty() && total < TRANSACTION_BYTES) {
            int length = queue.peek().length();
            if (length <= left) {
                kept.add(queue.poll());
                left -= length;
                total += length;
            } else if (dropRest) {
                dropped.add(queue.poll());
            } else {
                break;
            }
        }
        blocked = !queue.isEmpty() && queue.peek().length() > left;
        return new Taken(kept, dropped);
    }

    synchronized void completed(int count, long length) {
        records -= count;
        bytes -= length;
    }

    /** Refuses records from now on. */
    synchronized void close() {
        closed = true;
    }

    /** True while there is no space for the head. */
    boolean blocked() {
        return blocked;
    }

    synchronized int records() {
        return records;
    }

    /** True when so many wait that a commit need not wait for more. */
    synchronized boolean isEnough() {
        return records >= pace.enough();
    }

    /** What was taken is stored, and not completed yet. */
    synchronized void committed() {
        pace.committed(records);
    }
}
