package io.bactrian.spool;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;

import org.jboss.logging.Logger;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Why a spool cannot write, read or deliver at present, and the last error. Logs the first failure of a series and the recovery. */
final class Health {
    private static final Logger LOG = Logger.getLogger(Health.class);

    private final String name;
    private final Path path;
    private volatile String writing;
    private volatile String reading;
    private volatile String last;
    private volatile String delivering;
    private volatile String ended;

    Health(String name, Path path) {
        this.name = name;
        this.path = path;
    }

    void writeFailed(Exception e) {
        String reason = describe(e);
        if (!reason.equals(writing)) {
            LOG.errorf(
                    "Spool '%s' cannot write: %s. Retrying until it succeeds; records to be stored meanwhile wait, or"
                            + " stay with their sender.",
                    name, reason);
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
            LOG.errorf("Spool '%s' cannot read: %s. Retrying until it succeeds.", name, reason);
        }
        reading = last = reason;
    }

    void read() {
        if (reading != null) {
            LOG.infof("Spool '%s' reads again after: %s", name, reading);
            reading = null;
        }
    }

    void opened(long records) {
        LOG.infof("Spool '%s' is open in %s with %d records waiting", name, path, records);
    }

    /** @param reason why records are not delivered, null while they are */
    void delivering(String reason) {
        if (!Objects.equals(reason, delivering)) {
            delivering = reason;
            if (reason == null) {
                LOG.infof("Spool '%s' delivers again", name);
            } else {
                LOG.warnf("Spool '%s' cannot deliver: %s. Records wait on disk; retrying until it succeeds.", name,
                        reason);
            }
        }
    }

    String delivering() {
        return delivering;
    }

    void threadEnded(String thread, Throwable e) {
        ended = last = "the thread " + thread + " has ended: " + e + "; restart the process";
        LOG.errorf(e, "Spool '%s': %s", name, ended);
    }

    void note(String reason) {
        last = reason;
    }

    boolean healthy() {
        return writing == null && reading == null && ended == null;
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
        if (full(e)) {
            return "disk full at " + path + ": free some space there";
        }
        return e instanceof FileSystemException || code(e) == SQLiteErrorCode.SQLITE_CANTOPEN.code
                || code(e) == SQLiteErrorCode.SQLITE_READONLY.code
                        ? path + " cannot be used (" + reason(e) + "): make its folder a local one that user "
                                + System.getProperty("user.name") + " may write to, or correct bactrian.spool.dir"
                        : reason(e).startsWith(path.toString()) ? reason(e) : path + ": " + reason(e);
    }

    private static String reason(Exception e) {
        return e instanceof FileSystemException || e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static int code(Exception e) {
        return e instanceof SQLiteException sqlite
                ? sqlite.getResultCode().code & 0xff
                : e instanceof SQLException sql ? sql.getErrorCode() & 0xff : 0;
    }
}
