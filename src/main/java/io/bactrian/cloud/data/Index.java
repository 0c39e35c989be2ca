package io.bactrian.cloud.data;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import io.bactrian.cloud.data.Parsed.Key;

/** What is in the files, and where: statements on the index, within the transaction of whoever calls. One thread at a time. */
record Index(Sql sql) {
    private static final String FILES = "SELECT file.id, stream, kind, model, day, part, length, records, beside, newest FROM file "
            + "JOIN stream ON stream.id = stream ";

    /** The number of a stream; -1 where there is none. */
    long stream(Kind kind, String model) throws SQLException {
        return sql.number(-1, "SELECT id FROM stream WHERE kind = ? AND model = ?", kind.name(), model);
    }

    long addStream(Kind kind, String model) throws SQLException {
        sql.update("INSERT OR IGNORE INTO stream(kind, model) VALUES (?, ?)", kind.name(), model);
        return stream(kind, model);
    }

    boolean hasModel(String model) throws SQLException {
        return sql.number(0, "SELECT EXISTS (SELECT 1 FROM stream WHERE kind <> 'REJECTED' AND model = ?)", model) == 1;
    }

    long countModels() throws SQLException {
        return sql.number(0, "SELECT count(DISTINCT model) FROM stream WHERE kind <> 'REJECTED'");
    }

    List<String> models() throws SQLException {
        return sql.list(row -> row.getString(1), "SELECT DISTINCT model FROM stream WHERE kind <> 'REJECTED' ORDER BY model");
    }

    /** The file of a day to which lines are added; null where there is none with room. */
    DayFile current(long stream, long day, long mostBytes) throws SQLException {
        List<DayFile> last = sql.list(Index::file, FILES + "WHERE stream = ? AND day = ? AND going = 0 AND length + beside < ? "
                + "ORDER BY part DESC LIMIT 1", stream, day, mostBytes);
        return last.isEmpty() ? null : last.get(0);
    }

    /** A file of no length, which is to be made. */
    void addFile(long stream, long day) throws SQLException {
        long part = sql.number(0, "SELECT max(part) FROM file WHERE stream = ? AND day = ?", stream, day) + 1;
        sql.update(
                "INSERT INTO file(stream, day, part, length, records, beside, newest, going) VALUES (?, ?, ?, 0, 0, 0, -1, 0)",
                stream,
                day, part);
    }

    /** All that are not being deleted. */
    List<DayFile> files() throws SQLException {
        return sql.list(Index::file, FILES + "WHERE going = 0 ORDER BY file.id");
    }

    List<DayFile> filesOf(long stream) throws SQLException {
        return sql.list(Index::file, FILES + "WHERE stream = ? AND going = 0 ORDER BY day, part", stream);
    }

    List<DayFile> going() throws SQLException {
        return sql.list(Index::file, FILES + "WHERE going = 1");
    }

    boolean has(long stream, Key key) throws SQLException {
        return sql.number(-1, "SELECT seq FROM record WHERE id = ? AND device = ? AND stream = ?", key.id(), key.device(),
                stream) >= 0;
    }

    /** A line of a file, at a position in it. */
    void add(DayFile file, Parsed record, long position, long received) throws SQLException {
        sql.update(
                "INSERT INTO record(file, stream, device, id, at, received, position, length) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                file.id(), file.stream(), record.key().device(), record.key().id(), record.at(), received, position,
                record.line().length);
    }

    void measure(DayFile file, long length, long records, long beside, long newest) throws SQLException {
        sql.update("UPDATE file SET length = ?, records = ?, beside = ?, newest = ? WHERE id = ?", length, records, beside,
                newest,
                file.id());
    }

    /** Forgets the lines that are not in the file any more, whose length is now {@code size}; returns where the last of the others ends. */
    long cut(DayFile file, long size) throws SQLException {
        long lost = sql.update("DELETE FROM record WHERE file = ? AND position + length > ?", file.id(), size);
        long length = sql.number(0, "SELECT max(position + length) FROM record WHERE file = ?", file.id());
        measure(file, length, file.records() - lost, file.beside(), file.newest());
        return length;
    }

    void markGoing(DayFile file) throws SQLException {
        sql.update("UPDATE file SET going = 1 WHERE id = ?", file.id());
    }

    /** Forgets some of a file's lines, and the file with the last of them; false when nothing of it is left. */
    boolean forget(DayFile file, int most) throws SQLException {
        if (sql.update("DELETE FROM record WHERE seq IN (SELECT seq FROM record WHERE file = ? LIMIT ?)", file.id(),
                most) == most) {
            return true;
        }
        sql.update("DELETE FROM file WHERE id = ?", file.id());
        sql.update("DELETE FROM stream WHERE id = ? AND NOT EXISTS (SELECT 1 FROM file WHERE stream = stream.id)",
                file.stream());
        return false;
    }

    long next(String topic, int partition) throws SQLException {
        return sql.number(-1, "SELECT next FROM place WHERE topic = ? AND part = ?", topic, partition);
    }

    void place(Map<Place, Long> places) throws SQLException {
        for (Map.Entry<Place, Long> place : places.entrySet()) {
            sql.update("INSERT OR REPLACE INTO place(topic, part, next) VALUES (?, ?, ?)", place.getKey().topic,
                    place.getKey().partition, place.getValue());
        }
    }

    /** A partition of a topic. */
    record Place(String topic, int partition) {
    }

    /** Bytes of the index itself. */
    long bytes() throws SQLException {
        return sql.number(0, "PRAGMA page_count") * sql.number(0, "PRAGMA page_size");
    }

    private static DayFile file(ResultSet row) throws SQLException {
        return new DayFile(row.getLong(1), row.getLong(2), Kind.valueOf(row.getString(3)), row.getString(4), row.getLong(5),
                row.getInt(6), row.getLong(7), row.getLong(8), row.getLong(9), row.getLong(10));
    }
}
