package io.bactrian.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

/** Keeps a spool's file usable: owns its folder, opens it, sets it aside when corrupt, makes it anew when removed. Belongs to the writer's thread. */
final class FileLifecycle {
    private static final Logger LOG = Logger.getLogger(FileLifecycle.class);
    private static final long LOOK_AFTER_NANOS = 1_000_000_000L;

    private final SpoolCore core;
    private final SpoolFolder folder;
    private final LongSupplier nanos;
    private final Path path;
    private FileIdentity open;
    private boolean recovered;
    private boolean reopen;
    private long lookedAt;

    FileLifecycle(SpoolCore core, LongSupplier nanos) {
        this.core = core;
        this.nanos = nanos;
        this.path = core.file().path();
        this.folder = new SpoolFolder(path.getParent(), core.name());
    }

    /** Sets aside, opens or makes anew what needs it; false when the file is not open yet. */
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
        if (nanos.getAsLong() - lookedAt >= LOOK_AFTER_NANOS) {
            verify();
        }
        return true;
    }

    /** To be called between a commit and its acknowledgements: what was committed into a file that is gone goes into a new one. */
    void verify() throws SQLException, IOException, CorruptSpoolException {
        lookedAt = nanos.getAsLong();
        String displaced = open.displaced(path);
        if (displaced != null) {
            core.health().writeFailed(new IOException(displaced));
            rebuild(displaced);
        }
    }

    /** The next {@link #ready} closes the file and opens it anew, unless that would lose what only open descriptors lead to. */
    void reopen() {
        try {
            reopen = !core.file().isOpen() || open == null || open.displaced(path) == null;
        } catch (IOException e) {
            LOG.debugf(e, "the file stays open");
        }
    }

    void close() {
        core.file().close();
        folder.close();
    }

    private boolean open() throws SQLException, IOException, CorruptSpoolException {
        folder.own();
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
        long records = recovered ? core.state().counts().waitingRecords() : -1;
        Quarantine.move(path, reason, records);
        core.file().close();
        core.health().note("quarantined: " + reason);
        core.state().fileReplaced();
        core.readerSignal().raise();
    }

    private void rebuild(String displaced) throws SQLException, IOException, CorruptSpoolException {
        folder.own();
        var rebuild = new FileRebuild(path);
        long rows = core.file().copyTo(rebuild);
        moveForeignAside();
        core.file().close();
        open();
        LOG.errorf(
                "Spool '%s': %s. The %d rows in it were copied into a new file, and nothing is lost. Leave spool files alone while"
                        + " the service runs.",
                core.name(), displaced, rows);
    }

    /** What took the place of our files is kept beside them. */
    private void moveForeignAside() throws IOException {
        String time = Quarantine.TIME.format(Instant.now());
        boolean replaced = Files.exists(path) && !FileIdentity.key(path).equals(open.database());
        for (String suffix : replaced ? new String[]{"-wal", ""} : new String[0]) {
            Path part = path.resolveSibling(path.getFileName() + suffix);
            if (Files.exists(part) && !FileIdentity.key(part).equals(open.wal())) {
                Path target = path.resolveSibling(path.getFileName() + ".foreign-" + time + suffix);
                Files.move(part, target);
                LOG.warnf("Spool '%s': %s is not its own; it is kept as %s", core.name(), part, target);
            }
        }
    }
}
