package io.bactrian.spool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The bounded queue between many producers and the writer. A record counts until it is completed, not until it is taken. */
final class WriteQueue {
    private static final long TRANSACTION_BYTES = 16L << 20;

    private final String name;
    private final WakeupSignal writer;
    private final ArrayDeque<PendingWrite> queue = new ArrayDeque<>();
    private final ArrayDeque<PendingWrite> requeued = new ArrayDeque<>();
    private int records;
    private long bytes;
    private boolean closed;
    private volatile boolean blocked;

    WriteQueue(String name, WakeupSignal writer) {
        this.name = name;
        this.writer = writer;
    }

    /** What the writer takes at once: to be stored, and to be dropped. */
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
            enough = records == limits.lingerRecords();
        }
        if (enough) {
            writer.hurry();
        }
        writer.raise();
    }

    /** The bytes the writer would take now if all of a chunk had room; at least the head's. */
    synchronized long wanted(long chunkBytes) {
        return queue.isEmpty() ? 0 : Math.max(queue.peek().length(), Math.min(chunkBytes, bytes));
    }

    /** Takes what is requeued, and from the head what fits into {@code room} bytes; the rest stays, or goes to {@code dropped}. */
    synchronized Taken take(long room, boolean dropRest) {
        var kept = new ArrayList<PendingWrite>(Math.min(queue.size(), 1024));
        var dropped = new ArrayList<PendingWrite>(0);
        long left = room;
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

    /** True while the head finds no room. */
    boolean blocked() {
        return blocked;
    }

    synchronized int records() {
        return records;
    }
}
