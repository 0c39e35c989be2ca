package io.bactrian.cloud.data;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger;
import org.sqlite.SQLiteConfig;

/** A connection to the index and its statements, prepared once. One thread at a time. */
final class Sql implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Sql.class);
    private static final int BUSY_MILLIS = 10_000;
    private static final int CACHE_KIB = 8192;
    private static final int WAL_PAGES = 2000;
    private static final long WAL_BYTES = 32L << 20;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    private Sql(Connection connection) {
        this.connection = connection;
    }

    /** Reads and writes; each commit is on the disk on return. */
    static Sql writing(Path file) throws SQLException {
        Sql sql = new Sql(config().createConnection("jdbc:sqlite:" + file));
        try {
            sql.execute("PRAGMA auto_vacuum=INCREMENTAL");
            sql.execute("PRAGMA journal_mode=WAL");
            sql.execute("PRAGMA synchronous=FULL");
            sql.execute("PRAGMA wal_autocheckpoint=" + WAL_PAGES);
            sql.execute("PRAGMA journal_size_limit=" + WAL_BYTES);
            return sql;
        } catch (SQLException e) {
            sql.close();
            throw e;
        }
    }

    /** Reads an index that is there. */
    static Sql reading(Path file) throws SQLException {
        SQLiteConfig config = config();
        config.setReadOnly(true);
        return new Sql(config.createConnection("jdbc:sqlite:" + file));
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(-CACHE_KIB);
        return config;
    }

    Connection connection() {
        return connection;
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Takes all of a statement's steps, of which {@link #execute} takes the first: a vacuum frees one page with each. */
    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** The statement with its parameters set: texts, whole numbers, doubles, null. */
    PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    /** @return the rows that were changed */
    int update(String sql, Object... parameters) throws SQLException {
        return prepare(sql, parameters).executeUpdate();
    }

    /** The first column of the first row; {@code otherwise} where there is no row, or nothing in it. */
    long number(long otherwise, String sql, Object... parameters) throws SQLException {
        try (ResultSet rows = prepare(sql, parameters).executeQuery()) {
            if (!rows.next()) {
                return otherwise;
            }
            long number = rows.getLong(1);
            return rows.wasNull() ? otherwise : number;
        }
    }

    /** What is to be done with each row. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> list(RowReader<T> reader, String sql, Object... parameters) throws SQLException {
        List<T> list = new ArrayList<>();
        try (ResultSet rows = prepare(sql, parameters).executeQuery()) {
            while (rows.next()) {
                list.add(reader.read(rows));
            }
        }
        return list;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debugf(e, "closing the index");
        }
    }
}
