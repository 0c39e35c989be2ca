package io.bactrian.spool;

import java.io.IOException;
import java.sql.SQLException;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

import io.bactrian.spool.Intake.Taken;
import io.bactrian.threads.Backoff;

/**
 * Brings what is pending to disk, one transaction after another, and deletes what is acknowledged. {@link #runOnce} and
 * {@link #finish} belong to one thread, which also runs the completions. A transaction that fails is tried again for
 * good, unchanged.
 */
final class Writer {
    private static final Logger LOG = Logger.getLogger(Writer.class);
    private static final long DELETE_AFTER_NANOS = 1_000_000_000L;

    private final SpoolCore core;
    private final LongSupplier nanos;
    private final Backoff backoff = Backoff.exact(100, 5_000);
    private final FileKeeper keeper;
    private Work held;
    private long retryAt;
    private long deletedAt;
    private long committedAt;
    private boolean slack;
    private boolean shrunk;

    Writer(SpoolCore core, LongSupplier nanos) {
        this.core = core;
        this.nanos = nanos;
        this.keeper = new FileKeeper(core, nanos);
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

    /** How long to let records gather before the next step; 0 for not at all. */
    long gatherNanos() {
        Limits limits = core.limits();
        return core.intake().records() >= limits.gatherRecords() ? 0 : committedAt + limits.gatherNanos() - nanos.getAsLong();
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
            core.room().corrupt(e.getMessage(), core.room().epoch());
        }
        return true;
    }

    private boolean step() throws SQLException, IOException, CorruptSpoolException {
        if (!keeper.ready()) {
            return true;
        }
        if (held == null) {
            held = Work.plan(core);
        }
        boolean deletesDue = core.room().deletable() > 0
                && (!held.isEmpty() || nanos.getAsLong() - deletedAt >= DELETE_AFTER_NANOS);
        if (held.isEmpty() && !deletesDue) {
            held = null;
            core.health().written();
            return slack && shrink();
        }
        commit(held);
        return true;
    }

    /** Takes what is left to disk if it can; what cannot go there fails. */
    void finish() {
        core.intake().close();
        retryAt = nanos.getAsLong();
        deletedAt = retryAt - DELETE_AFTER_NANOS;
        while (core.health().healthy() && runOnce()) {
            deletedAt = nanos.getAsLong() - DELETE_AFTER_NANOS;
        }
        Taken rest = held == null ? core.intake().take(Long.MAX_VALUE, false) : held.taken();
        while (!rest.isEmpty()) {
            rest.kept().forEach(this::refuse);
            rest.dropped().forEach(this::refuse);
            rest = core.intake().take(Long.MAX_VALUE, false);
        }
        close();
    }

    /** Lets go of the file, whatever is pending. */
    void close() {
        keeper.close();
    }

    private void refuse(Pending record) {
        String reason = core.health().healthy() ? "it is full" : core.health().last();
        complete(record, new SpoolClosedException(
                "spool '" + core.name() + "' closed before the record was on disk: " + reason));
    }

    private void commit(Work work) throws SQLException, IOException, CorruptSpoolException {
        long deletable = core.room().deletable();
        long start = System.nanoTime();
        core.file().commit(work.chunks(), deletable, work.drop());
        core.commits().add(System.nanoTime() - start);
        keeper.verify();
        held = null;
        deletedAt = nanos.getAsLong();
        committedAt = deletedAt;
        core.room().deleted(deletable);
        core.room().published(work.chunks(), work.rejects() ? 0 : work.taken().dropped().size());
        core.health().written();
        backoff.reset();
        core.readerSignal().raise();
        work.taken().kept().forEach(record -> complete(record, null));
        if (!work.taken().dropped().isEmpty()) {
            Throwable full = work.rejects() ? new SpoolFullException(core) : null;
            work.taken().dropped().forEach(record -> complete(record, full));
        }
        slack |= deletable > 0 && core.room().counts().waitingRecords() == 0;
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

    private void complete(Pending record, Throwable failure) {
        core.intake().completed(1, record.length());
        try {
            record.done().complete(failure);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "Spool '%s': a completion threw", core.name());
        }
    }

    private void failed(Exception e) {
        if (Health.corrupt(e)) {
            core.room().corrupt(e.getMessage(), core.room().epoch());
            return;
        }
        core.health().writeFailed(e);
        if (!Health.full(e)) {
            keeper.reopen();
        }
        retryAt = nanos.getAsLong() + backoff.nextMillis() * 1_000_000L;
        if (core.limits().whenFull() == WhenFull.REJECT) {
            reject(e);
        }
    }

    private void reject(Exception cause) {
        var failure = new SpoolFullException("spool '" + core.name() + "' cannot write: " + core.health().last());
        failure.initCause(cause);
        Taken next = held == null ? core.intake().take(Long.MAX_VALUE, false) : held.taken();
        held = null;
        for (; !next.isEmpty(); next = core.intake().take(Long.MAX_VALUE, false)) {
            next.kept().forEach(record -> complete(record, failure));
            next.dropped().forEach(record -> complete(record, failure));
        }
    }
}
