package io.bactrian.cloud.data;

import java.sql.SQLException;
import java.util.List;

/** The tables of the index. Times are epoch ms; a device is empty for none. */
final class Schema {
    private static final int VERSION = 1;
    private static final List<String> TABLES = List.of(
            "CREATE TABLE stream(id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, model TEXT NOT NULL, "
                    + "UNIQUE(kind, model))",
            "CREATE TABLE file(id INTEGER PRIMARY KEY AUTOINCREMENT, stream INTEGER NOT NULL, day INTEGER NOT NULL, "
                    + "part INTEGER NOT NULL, length INTEGER NOT NULL, records INTEGER NOT NULL, beside INTEGER NOT NULL, "
                    + "newest INTEGER NOT NULL, going INTEGER NOT NULL, UNIQUE(stream, day, part))",
            "CREATE TABLE record(seq INTEGER PRIMARY KEY AUTOINCREMENT, file INTEGER NOT NULL, "
                    + "stream INTEGER NOT NULL, device TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, "
                    + "received INTEGER NOT NULL, position INTEGER NOT NULL, length INTEGER NOT NULL)",
            "CREATE UNIQUE INDEX record_key ON record(id, device, stream)",
            "CREATE INDEX record_time ON record(stream, device, at)",
            "CREATE INDEX record_file ON record(file)",
            "CREATE TABLE place(topic TEXT NOT NULL, part INTEGER NOT NULL, next INTEGER NOT NULL, "
                    + "PRIMARY KEY(topic, part)) WITHOUT ROWID",
            "CREATE TABLE label(id TEXT NOT NULL, device TEXT NOT NULL, source TEXT NOT NULL, label TEXT, value REAL, "
                    + "at INTEGER NOT NULL, received INTEGER NOT NULL, PRIMARY KEY(id, device, source)) WITHOUT ROWID",
            "CREATE TABLE span(device TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, "
                    + "source TEXT NOT NULL, label TEXT, value REAL, at INTEGER NOT NULL, received INTEGER NOT NULL, "
                    + "PRIMARY KEY(device, start, stop, source)) WITHOUT ROWID",
            "CREATE TABLE total(labels INTEGER NOT NULL)",
            "INSERT INTO total VALUES (0)",
            "CREATE TRIGGER label_more AFTER INSERT ON label BEGIN UPDATE total SET labels = labels + 1; END",
            "CREATE TRIGGER label_less AFTER DELETE ON label BEGIN UPDATE total SET labels = labels - 1; END",
            "CREATE TRIGGER span_more AFTER INSERT ON span BEGIN UPDATE total SET labels = labels + 1; END",
            "CREATE TRIGGER span_less AFTER DELETE ON span BEGIN UPDATE total SET labels = labels - 1; END");

    private Schema() {
    }

    /** Makes them where they are missing. */
    static void create(Sql sql) throws SQLException {
        if (check(sql) == VERSION) {
            return;
        }
        for (String table : TABLES) {
            sql.execute(table);
        }
        sql.execute("PRAGMA user_version=" + VERSION);
    }

    /**
     * Returns the format; 0 where there are no tables yet.
     *
     * @throws SQLException where a newer version of Bactrian wrote it
     */
    static long check(Sql sql) throws SQLException {
        long version = sql.number(0, "PRAGMA user_version");
        if (version > VERSION) {
            throw new SQLException("the index has format " + version + ", expected at most " + VERSION
                    + ": a newer version of Bactrian wrote it; run that version, or give this one another bactrian.cloud.dir");
        }
        return version;
    }
}
