package io.bactrian.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

/**
 * Keeps a spool's file usable: locks its folder, opens it, quarantines it when corrupt, rebuilds it when removed. Used by the writer's
 * thread.
 */
final class FileLifecycle {
    private static final Logger LOG = Logger.getLogger(FileLifecycle.class);
    private static final long VERIFY_AFTER_NANOS = 1_000_000_000L;

    private final SpoolCore core;
    private final OwnerLock owner;
    private final LongSupplier nanos;
    private final Path path;
    private FileIdentity open;
    private boolean recovered;
    private boolean reopen;
    private long verifiedAt;

    FileLifecycle(SpoolCore core, LongSupplier nanos) {
        this.core = core;
        this.nanos = nanos;
        this.path = core.file().path();
        this.owner = new OwnerLock(path.resolveSibling(core.name() + ".lock"));
    }

    /** Quarantines, opens or rebuilds the file if needed; false when it is not open yet. */
    boolean ready() throws SQLException, IOException, CorruptSpoolException {
        if (core.state().corruption() != null) {
            quarantine(core.state().corruption());
        }
        if (reopen) {
            core.file().close();
            reopen = false;
        }
        if (!core.file().isOpen()) {
            return open();
        }
        if (nanos.getAsLong() - verifiedAt >= VERIFY_AFTER_NANOS) {
            verify();
        }
        return true;
    }

    /** To be called between a commit and its acknowledgements: what was committed into a file that is gone is copied into a new one. */
    void verify() throws SQLException, IOException, CorruptSpoolException {
        verifiedAt = nanos.getAsLong();
        String displaced = open.displaced(path);
        if (displaced != null) {
            core.health().writeFailed(new IOException(displaced));
            rebuild(displaced);
        }
    }

    /** The next {@link #ready} closes and reopens the file, unless that would lose what only the open descriptors still reach. */
    void reopen() {
        try {
            reopen = !core.file().isOpen() || open == null || open.displaced(path) == null;
        } catch (IOException e) {
            LOG.debugf(e, "the file stays open");
        }
    }

    void close() {
        core.file().close();
        owner.close();
    }

    private boolean open() throws SQLException, IOException, CorruptSpoolException {
        owner.own();
        new FileRebuild(path).adopt();
        try {
            var stored = core.file().open();
            open = FileIdentity.of(path);
            if (!recovered) {
                core.state().recovered(stored);
                recovered = true;
                core.health().opened(stored.records());
            }
            core.readerSignal().raise();
            return true;
        } catch (SQLException | CorruptSpoolException e) {
            if (Health.corrupt(e)) {
                quarantine(e.getMessage());
                return false;
            }
            core.file().close();
            throw e;
        }
    }

    private void quarantine(String reason) throws IOException {
        long records = recovered ? core.state().counts().waitingRecords : -1;
        Quarantine.move(path, reason, records);
        core.file().close();
        core.health().note("quarantined: " + reason);
        core.state().fileReplaced();
        core.readerSignal().raise();
    }

    private void rebuild(String displaced) throws SQLException, IOException, CorruptSpoolException {
        owner.own();
        var rebuild = new FileRebuild(path);
        long rows = core.file().copyTo(rebuild);
        Quarantine.moveForeign(path, open);
        core.file().close();
        open();
        LOG.errorf(
                "Spool '%s': %s. The %d rows in it were copied into a new file, and nothing is lost. Leave spool files alone while"
                        + " the service runs.",
                core.name(), displaced, rows);
    }
}
