package io.bactrian.spool;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.jboss.logging.Logger;

/** Connections and schema of a spool: WAL, one fsync a commit, free pages that can be returned, a WAL that stays small. */
final class Sqlite {
    static final int PAGE = 4096;
    static final long SLACK_PAGES = (8L << 20) / PAGE;
    private static final Logger LOG = Logger.getLogger(Sqlite.class);

    static final String INSERT = "INSERT OR REPLACE INTO chunk(seq, records, bytes, at, crc, data) VALUES (?,?,?,?,?,?)";
    private static final int VERSION = 1;

    private Sqlite() {
    }

    static Connection connect(Path path) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
        try {
            execute(connection, "PRAGMA busy_timeout=5000");
            execute(connection, "PRAGMA page_size=" + PAGE);
            execute(connection, "PRAGMA auto_vacuum=INCREMENTAL");
            execute(connection, "PRAGMA journal_mode=WAL");
            execute(connection, "PRAGMA synchronous=FULL");
            execute(connection, "PRAGMA wal_autocheckpoint=1000");
            execute(connection, "PRAGMA journal_size_limit=" + SLACK_PAGES * PAGE);
            return connection;
        } catch (SQLException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    /** Reads the whole file. */
    static void check(Connection connection, Path path) throws SQLException, CorruptSpoolException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            String answer = rows.next() ? rows.getString(1) : "no answer";
            if (!"ok".equals(answer)) {
                throw new CorruptSpoolException("PRAGMA quick_check says: " + answer);
            }
        }
        long version = number(connection, "PRAGMA user_version");
        if (version > VERSION) {
            throw new SQLException("spool file " + path + " has format " + version + ", expected at most " + VERSION
                    + ": a newer version of Bactrian wrote it; run that version, or move the file");
        }
    }

    static void create(Connection connection) throws SQLException {
        execute(connection, "CREATE TABLE IF NOT EXISTS chunk(seq INTEGER PRIMARY KEY, records INTEGER NOT NULL, "
                + "bytes INTEGER NOT NULL, at INTEGER NOT NULL, crc INTEGER NOT NULL, data BLOB NOT NULL)");
        execute(connection, "PRAGMA user_version=" + VERSION);
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Begins a transaction whatever state the connection is in. */
    static void begin(Connection connection, SQLException cause) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
        try {
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Gives free pages back to the file system. Each of the statement's steps frees one; only an update takes them all. */
    static void release(Connection connection, int pages) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA incremental_vacuum(" + pages + ")");
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static void closeQuietly(AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception e) {
            LOG.debugf(e, "closing %s", resource);
        }
    }
}
