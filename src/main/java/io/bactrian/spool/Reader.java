package io.bactrian.spool;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Hands out batches in order, one at a time, the same again until it succeeds. {@link #runOnce} belongs to one thread; a
 * batch may be completed on any.
 */
final class Reader {
    private static final long READ_AHEAD_BYTES = 1 << 20;

    private final SpoolCore core;
    private final LongSupplier nanos;
    private final Backoff backoff = new Backoff(500, 30_000);
    private final Backoff readBackoff = new Backoff(100, 5_000);
    private final ArrayDeque<Chunk> ahead = new ArrayDeque<>();
    private volatile Receiver receiver;
    private volatile boolean inFlight;
    private volatile Batch again;
    private volatile long notBefore;
    private ChunkReader current;
    private long cursor;
    private int epoch = -1;

    /** Where batches go, and their size: at most {@code records}, at most {@code bytes} unless one record is larger. */
    record Receiver(BatchHandler handler, int records, long bytes) {
    }

    Reader(SpoolCore core, LongSupplier nanos) {
        this.core = core;
        this.nanos = nanos;
        this.notBefore = nanos.getAsLong();
    }

    /** Null detaches; the batch in flight may still complete. */
    void receiver(Receiver next) {
        receiver = next;
        core.readerSignal().raise();
    }

    Receiver receiver() {
        return receiver;
    }

    long idleNanos() {
        long left = notBefore - nanos.getAsLong();
        return left > 0 ? left : Long.MAX_VALUE / 2;
    }

    /** One step; false when there is nothing to do now. */
    boolean runOnce() {
        if (inFlight) {
            return false;
        }
        Receiver to = receiver;
        if (to == null) {
            release();
            return false;
        }
        if (nanos.getAsLong() - notBefore < 0 || !core.file().isOpen() || core.room().corruption() != null) {
            return false;
        }
        try {
            Batch batch = again != null ? again : assemble(to);
            core.health().read();
            readBackoff.reset();
            return batch != null && send(batch, to.handler());
        } catch (SQLException | CorruptSpoolException e) {
            readFailed(e);
            return false;
        }
    }

    private boolean send(Batch batch, BatchHandler handler) {
        if (!core.room().sending(batch)) {
            return true;
        }
        inFlight = true;
        var once = new AtomicBoolean();
        Completion done = failure -> {
            if (once.compareAndSet(false, true)) {
                settled(batch, failure);
            }
        };
        try {
            handler.handle(batch.records(), done);
        } catch (RuntimeException e) {
            done.complete(e);
        }
        return true;
    }

    private void settled(Batch batch, Throwable failure) {
        if (failure == null) {
            again = null;
            core.room().acked(batch);
            backoff.reset();
        } else {
            again = batch;
            core.room().failed();
            notBefore = nanos.getAsLong() + backoff.nextMillis() * 1_000_000L;
        }
        inFlight = false;
        core.readerSignal().raise();
        if (core.intake().blocked()) {
            core.writerSignal().raise();
        }
    }

    private Batch assemble(Receiver to) throws SQLException, CorruptSpoolException {
        if (epoch != core.room().epoch()) {
            forget();
            epoch = core.room().epoch();
        }
        var records = new ArrayList<SpoolRecord>();
        long bytes = 0;
        while (records.size() < to.records() && advance(records.isEmpty())) {
            int before = current.takenBytes();
            SpoolRecord next = current.next();
            int length = current.takenBytes() - before;
            if (!records.isEmpty() && bytes + length > to.bytes()) {
                current.rewind(before, current.taken() - 1);
                break;
            }
            records.add(next);
            bytes += length;
        }
        return records.isEmpty() ? null : new Batch(records, bytes, epoch, through(), rest());
    }

    /** Makes {@code current} one that has a record. */
    private boolean advance(boolean atEnd) throws SQLException, CorruptSpoolException {
        while (current == null || !current.hasNext()) {
            Chunk chunk = nextChunk();
            if (chunk == null) {
                if (atEnd && core.room().missing(cursor)) {
                    core.writerSignal().raise();
                }
                return false;
            }
            cursor = chunk.seq();
            if (core.room().claim(chunk, epoch)) {
                current = new ChunkReader(chunk);
                Batch.Part part = core.room().part(chunk.seq());
                if (part != null) {
                    current.rewind(part.bytes(), part.records());
                }
            }
        }
        return true;
    }

    private Chunk nextChunk() throws SQLException, CorruptSpoolException {
        if (ahead.isEmpty()) {
            Room.Next next = core.room().next(cursor);
            if (!next.onDisk()) {
                return next.chunk();
            }
            ahead.addAll(core.file().read(new SpoolFile.Range(next.after(), next.through()), READ_AHEAD_BYTES));
            if (ahead.isEmpty()) {
                cursor = next.through();
                return core.room().next(cursor).chunk();
            }
        }
        return ahead.poll();
    }

    private long through() {
        return current.hasNext() ? current.chunk().seq() - 1 : current.chunk().seq();
    }

    private Batch.Part rest() {
        Chunk chunk = current.chunk();
        return current.hasNext() ? new Batch.Part(chunk.seq(), current.taken(), current.takenBytes(), chunk.at()) : null;
    }

    private void readFailed(Exception e) {
        if (Health.corrupt(e)) {
            core.room().corrupt(e.getMessage(), epoch);
            core.writerSignal().raise();
        } else {
            core.health().readFailed(e);
            notBefore = nanos.getAsLong() + readBackoff.nextMillis() * 1_000_000L;
        }
        forget();
        core.room().release();
    }

    private void release() {
        if (again != null || current != null || !ahead.isEmpty()) {
            again = null;
            forget();
            core.room().release();
        }
    }

    private void forget() {
        current = null;
        ahead.clear();
        cursor = 0;
    }
}
