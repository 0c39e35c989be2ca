package io.bactrian.spool;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.bactrian.threads.Backoff;

/**
 * Hands out batches in order, one at a time, the same again until it succeeds. {@link #runOnce} belongs to one thread; a
 * batch may be completed on any.
 */
final class Reader {
    private final SpoolCore core;
    private final LongSupplier nanos;
    private final LongSupplier millis;
    private final Backoff backoff = Backoff.exact(500, 30_000);
    private final Backoff readBackoff = Backoff.exact(100, 5_000);
    private final ChunkSource source;
    private volatile Receiver receiver;
    private volatile boolean inFlight;
    private volatile Batch again;
    private volatile long notBefore;

    /**
     * Where batches go, and their size: at most {@code records}, at most {@code bytes} unless one record is larger; none sooner than
     * {@code delayMillis} after it was stored.
     */
    record Receiver(BatchHandler handler, int records, long bytes, long delayMillis) {
    }

    Reader(SpoolCore core, LongSupplier nanos, LongSupplier millis) {
        this.millis = millis;
        this.core = core;
        this.source = new ChunkSource(core);
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
            Batch batch = again != null ? again : due(to);
            core.health().read();
            readBackoff.reset();
            return batch != null && send(batch, to.handler());
        } catch (SQLException | CorruptSpoolException | RuntimeException e) {
            readFailed(e);
            return false;
        }
    }

    /** No batch for this long from now on. */
    void pause(long pauseMillis) {
        notBefore = nanos.getAsLong() + pauseMillis * 1_000_000L;
    }

    /** What is stored is in the order of its time, so the first that is not due says how long to wait; a clock set back delays nothing. */
    private Batch due(Receiver to) throws SQLException, CorruptSpoolException {
        long now = millis.getAsLong();
        Batch batch = source.assemble(to.records(), to.bytes(), at -> at > now || at + to.delayMillis() <= now);
        if (batch == null && source.waitsSince() != ChunkSource.NOTHING) {
            pause(Math.max(1, source.waitsSince() + to.delayMillis() - now));
        }
        return batch;
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
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
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

    private void readFailed(Exception e) {
        if (Health.corrupt(e)) {
            core.room().corrupt(e.getMessage(), source.epoch());
            core.writerSignal().raise();
        } else {
            core.health().readFailed(e);
            notBefore = nanos.getAsLong() + readBackoff.nextMillis() * 1_000_000L;
        }
        source.forget();
        core.room().release();
    }

    private void release() {
        if (again != null || source.holds()) {
            again = null;
            source.forget();
            core.room().release();
        }
    }
}
