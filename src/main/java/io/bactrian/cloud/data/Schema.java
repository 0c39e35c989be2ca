package io.bactrian.cloud.data;

import java.sql.SQLException;
import java.util.List;

/** The tables of the index. Times are epoch ms; a device is empty for none. */
final class Schema {
    private static final int VERSION = 1;
    private static final List<String> TABLES = List.of(
            "CREATE TABLE IF NOT EXISTS stream(id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, model TEXT NOT NULL, "
                    + "UNIQUE(kind, model))",
            "CREATE TABLE IF NOT EXISTS file(id INTEGER PRIMARY KEY AUTOINCREMENT, stream INTEGER NOT NULL, day INTEGER NOT NULL, "
                    + "part INTEGER NOT NULL, length INTEGER NOT NULL, records INTEGER NOT NULL, beside INTEGER NOT NULL, "
                    + "newest INTEGER NOT NULL, going INTEGER NOT NULL, UNIQUE(stream, day, part))",
            "CREATE TABLE IF NOT EXISTS record(seq INTEGER PRIMARY KEY AUTOINCREMENT, file INTEGER NOT NULL, "
                    + "stream INTEGER NOT NULL, device TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, "
                    + "received INTEGER NOT NULL, position INTEGER NOT NULL, length INTEGER NOT NULL)",
            "CREATE UNIQUE INDEX IF NOT EXISTS record_key ON record(id, device, stream)",
            "CREATE INDEX IF NOT EXISTS record_time ON record(stream, device, at)",
            "CREATE INDEX IF NOT EXISTS record_file ON record(file)",
            "CREATE TABLE IF NOT EXISTS place(topic TEXT NOT NULL, part INTEGER NOT NULL, next INTEGER NOT NULL, "
                    + "PRIMARY KEY(topic, part)) WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS label(id TEXT NOT NULL, device TEXT NOT NULL, source TEXT NOT NULL, label TEXT, value REAL, "
                    + "at INTEGER NOT NULL, received INTEGER NOT NULL, PRIMARY KEY(id, device, source)) WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS span(device TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, "
                    + "source TEXT NOT NULL, label TEXT, value REAL, at INTEGER NOT NULL, received INTEGER NOT NULL, "
                    + "PRIMARY KEY(device, start, stop, source)) WITHOUT ROWID",
            "CREATE TABLE IF NOT EXISTS total(labels INTEGER NOT NULL)",
            "INSERT INTO total SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM total)",
            "CREATE TRIGGER IF NOT EXISTS label_more AFTER INSERT ON label BEGIN UPDATE total SET labels = labels + 1; END",
            "CREATE TRIGGER IF NOT EXISTS label_less AFTER DELETE ON label BEGIN UPDATE total SET labels = labels - 1; END",
            "CREATE TRIGGER IF NOT EXISTS span_more AFTER INSERT ON span BEGIN UPDATE total SET labels = labels + 1; END",
            "CREATE TRIGGER IF NOT EXISTS span_less AFTER DELETE ON span BEGIN UPDATE total SET labels = labels - 1; END");

    private Schema() {
    }

    /** Makes what is missing. */
    static void create(Sql sql) throws SQLException {
        check(sql);
        for (String table : TABLES) {
            sql.execute(table);
        }
        sql.execute("PRAGMA user_version=" + VERSION);
    }

    /** @throws SQLException where a newer version of Bactrian wrote it */
    static void check(Sql sql) throws SQLException {
        long version = sql.number(0, "PRAGMA user_version");
        if (version > VERSION) {
            throw new SQLException("the index has format " + version + ", expected at most " + VERSION
                    + ": a newer version of Bactrian wrote it; run that version, or give this one another bactrian.cloud.dir");
        }
    }
}
