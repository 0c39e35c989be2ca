package io.bactrian.spool;

import java.nio.file.Path;
import java.sql.SQLException;

import org.jboss.logging.Logger;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What keeps a spool from its work at present, and what did last. Logs the first of a row of failures and the recovery. */
final class Health {
    private static final Logger LOG = Logger.getLogger(Health.class);

    private final String name;
    private final Path path;
    private volatile String writing;
    private volatile String reading;
    private volatile String last;

    Health(String name, Path path) {
        this.name = name;
        this.path = path;
    }

    void writeFailed(Exception e) {
        String reason = describe(e);
        if (writing == null) {
            LOG.errorf("Spool '%s' cannot write: %s. Records are held in memory, their exchanges wait, and it is tried"
                    + " again until it works.", name, reason);
        }
        writing = last = reason;
    }

    void written() {
        if (writing != null) {
            LOG.infof("Spool '%s' writes again after: %s", name, writing);
            writing = null;
        }
    }

    void readFailed(Exception e) {
        String reason = describe(e);
        if (reading == null) {
            LOG.errorf("Spool '%s' cannot read: %s. It is tried again until it works.", name, reason);
        }
        reading = last = reason;
    }

    void read() {
        if (reading != null) {
            LOG.infof("Spool '%s' reads again after: %s", name, reading);
            reading = null;
        }
    }

    void note(String reason) {
        last = reason;
    }

    boolean healthy() {
        return writing == null && reading == null;
    }

    String last() {
        return last;
    }

    static boolean corrupt(Exception e) {
        return e instanceof CorruptSpoolException
                || code(e) == SQLiteErrorCode.SQLITE_CORRUPT.code || code(e) == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    static boolean full(Exception e) {
        return code(e) == SQLiteErrorCode.SQLITE_FULL.code;
    }

    private String describe(Exception e) {
        return full(e) ? "disk full at " + path + ": free some space there" : path + ": " + e.getMessage();
    }

    private static int code(Exception e) {
        return e instanceof SQLiteException sqlite
                ? sqlite.getResultCode().code & 0xff
                : e instanceof SQLException sql ? sql.getErrorCode() & 0xff : 0;
    }
}
