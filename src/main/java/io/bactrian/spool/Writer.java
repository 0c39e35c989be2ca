package io.bactrian.spool;

import java.io.IOException;
import java.sql.SQLException;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

import io.bactrian.spool.WriteQueue.PendingWrite;
import io.bactrian.spool.WriteQueue.Taken;
import io.bactrian.threads.Backoff;

/**
 * Writes what is pending, one transaction after another, and deletes what is acknowledged. {@link #runOnce} and
 * {@link #finish} belong to one thread, which also runs the completions. A transaction that fails is retried
 * unchanged until it succeeds.
 */
final class Writer {
    private static final Logger LOG = Logger.getLogger(Writer.class);
    private static final long DELETE_AFTER_NANOS = 1_000_000_000L;

    private final SpoolCore core;
    private final LongSupplier nanos;
    private final Backoff backoff = Backoff.exact(100, 5_000);
    private final FileLifecycle lifecycle;
    private WriteBatch held;
    private long retryAt;
    private long deletedAt;
    private long committedAt;
    private boolean slack;
    private boolean shrunk;

    Writer(SpoolCore core, LongSupplier nanos) {
        this.core = core;
        this.nanos = nanos;
        this.lifecycle = new FileLifecycle(core, nanos);
        this.retryAt = nanos.getAsLong();
        this.deletedAt = retryAt;
        this.committedAt = retryAt;
    }

    /** How long to sleep, unless woken, when {@link #runOnce} had nothing to do. */
    long idleNanos() {
        if (held != null || !core.file().isOpen()) {
            return Math.max(1, retryAt - nanos.getAsLong());
        }
        return DELETE_AFTER_NANOS;
    }

    /** How long to let records accumulate before the next step; 0 for not at all. */
    long lingerNanos() {
        return core.queue().isEnough() ? 0 : committedAt + core.limits().lingerNanos() - nanos.getAsLong();
    }

    /** One step; false when there is nothing to do now. */
    boolean runOnce() {
        if (nanos.getAsLong() - retryAt < 0) {
            return false;
        }
        try {
            return step();
        } catch (SQLException | IOException | RuntimeException e) {
            failed(e);
        } catch (CorruptSpoolException e) {
            core.state().corrupt(e.getMessage(), core.state().epoch());
        }
        return true;
    }

    private boolean step() throws SQLException, IOException, CorruptSpoolException {
        if (!lifecycle.ready()) {
            return true;
        }
        if (held == null) {
            held = WriteBatch.plan(core);
        }
        boolean deletesDue = core.state().deletable() > 0
                && (!held.isEmpty() || nanos.getAsLong() - deletedAt >= DELETE_AFTER_NANOS);
        if (held.isEmpty() && !deletesDue) {
            held = null;
            core.health().written();
            return slack && shrink();
        }
        commit(held);
        return true;
    }

    /** Writes what is left if it can; the rest fails. */
    void finish() {
        core.queue().close();
        retryAt = nanos.getAsLong();
        deletedAt = retryAt - DELETE_AFTER_NANOS;
        while (core.health().healthy() && runOnce()) {
            deletedAt = nanos.getAsLong() - DELETE_AFTER_NANOS;
        }
        Taken rest = held == null ? core.queue().take(Long.MAX_VALUE, false) : held.taken();
        while (!rest.isEmpty()) {
            rest.kept().forEach(this::refuse);
            rest.dropped().forEach(this::refuse);
            rest = core.queue().take(Long.MAX_VALUE, false);
        }
        close();
    }

    /** Closes the file, whatever is pending. */
    void close() {
        lifecycle.close();
    }

    private void refuse(PendingWrite record) {
        String reason = core.health().healthy() ? "it is full" : core.health().last();
        complete(record, new SpoolClosedException(
                "spool '" + core.name() + "' closed before the record was on disk: " + reason));
    }

    private void commit(WriteBatch work) throws SQLException, IOException, CorruptSpoolException {
        long deletable = core.state().deletable();
        long start = System.nanoTime();
        core.file().commit(work.chunks(), deletable, work.drop());
        core.commitNanos().accept(System.nanoTime() - start);
        lifecycle.verify();
        held = null;
        deletedAt = nanos.getAsLong();
        committedAt = deletedAt;
        core.state().deleted(deletable);
        core.state().published(work.chunks(), work.rejects() ? 0 : work.taken().dropped().size());
        core.health().written();
        backoff.reset();
        core.queue().committed();
        core.readerSignal().raise();
        work.eachStored(this::stored);
        if (!work.taken().dropped().isEmpty()) {
            Throwable full = work.rejects() ? new SpoolFullException(core) : null;
            work.taken().dropped().forEach(record -> complete(record, full));
        }
        slack |= deletable > 0 && core.state().counts().waitingRecords == 0;
    }

    private boolean shrink() throws SQLException {
        slack = core.file().shrink();
        if (slack) {
            shrunk = true;
        } else if (shrunk) {
            core.file().checkpoint();
            shrunk = false;
        }
        return slack;
    }

    private void stored(PendingWrite record, long row) {
        complete(record, row, null);
    }

    private void complete(PendingWrite record, Throwable failure) {
        complete(record, 0, failure);
    }

    /** @param row where it is stored; 0 where it is not */
    private void complete(PendingWrite record, long row, Throwable failure) {
        core.queue().completed(1, record.length());
        try {
            if (row > 0) {
                record.done().stored(row);
            } else {
                record.done().complete(failure);
            }
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "Spool '%s': a completion threw", core.name());
        }
    }

    private void failed(Exception e) {
        if (Health.corrupt(e)) {
            core.state().corrupt(e.getMessage(), core.state().epoch());
            return;
        }
        core.health().writeFailed(e);
        if (!Health.full(e)) {
            lifecycle.reopen();
        }
        retryAt = nanos.getAsLong() + backoff.nextMillis() * 1_000_000L;
        if (core.limits().overflowPolicy() == OverflowPolicy.REJECT) {
            reject(e);
        }
    }

    private void reject(Exception cause) {
        var failure = new SpoolFullException("spool '" + core.name() + "' cannot write: " + core.health().last());
        failure.initCause(cause);
        Taken next = held == null ? core.queue().take(Long.MAX_VALUE, false) : held.taken();
        held = null;
        for (; !next.isEmpty(); next = core.queue().take(Long.MAX_VALUE, false)) {
            next.kept().forEach(record -> complete(record, failure));
            next.dropped().forEach(record -> complete(record, failure));
        }
    }
}
