package io.bactrian.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import org.jboss.logging.Logger;

/**
 * The statements on one SQLite file. One thread writes; one other may {@link #read}. Opening runs {@code PRAGMA quick_check}, which reads the whole file, so
 * after a long outage it takes as long as the disk does.
 */
final class SpoolFile {
    private static final Logger LOG = Logger.getLogger(SpoolFile.class);

    private final Path path;
    private volatile Connection writer;
    private final ChunkQuery reader;
    private PreparedStatement insert;
    private PreparedStatement delete;

    SpoolFile(Path path) {
        this.path = path;
        this.reader = new ChunkQuery(path);
    }

    /** What a file holds when it is opened; {@code oldestAt} in epoch ms, all 0 when empty. */
    record Stored(long records, long bytes, long firstSeq, long lastSeq, long oldestAt) {
    }

    /** A row without its data. */
    record Head(long seq, int records, int bytes, long at) {
    }

    /** Sequence numbers in ({@code from}, {@code through}]. */
    record Range(long from, long through) {
        boolean contains(long seq) {
            return seq > from && seq <= through;
        }
    }

    Path path() {
        return path;
    }

    boolean isOpen() {
        return writer != null;
    }

    /** Opens or makes the file. When it throws, connections may be open still: set the file aside if corrupt, then {@link #close}. */
    Stored open() throws SQLException, IOException, CorruptSpoolException {
        WalCheck.check(path.resolveSibling(path.getFileName() + "-wal"));
        writer = Sqlite.connect(path);
        Sqlite.check(writer, path);
        Sqlite.create(writer);
        writer.setAutoCommit(false);
        insert = null;
        delete = null;
        reader.open();
        return stored();
    }

    /** One transaction, one fsync: when this returns, it is on disk; when it throws, nothing has happened. */
    void commit(List<Chunk> chunks, long deleteThrough, Range drop) throws SQLException {
        try {
            prepare();
            delete(-1, deleteThrough);
            delete(drop.from(), drop.through());
            for (Chunk chunk : chunks) {
                insert.setLong(1, chunk.seq());
                insert.setInt(2, chunk.records());
                insert.setInt(3, chunk.bytes());
                insert.setLong(4, chunk.at());
                insert.setInt(5, chunk.crc());
                insert.setBytes(6, chunk.data());
                insert.executeUpdate();
            }
            writer.commit();
        } catch (SQLException e) {
            rollback(e);
            throw e;
        }
    }

    /** The oldest chunks after {@code seq} that hold {@code bytes} together, or all. */
    List<Head> oldest(long seq, long bytes) throws SQLException {
        var heads = new ArrayList<Head>();
        try (var query = writer
                .prepareStatement("SELECT seq, records, bytes, at FROM chunk WHERE seq > ? ORDER BY seq")) {
            query.setLong(1, seq);
            try (ResultSet rows = query.executeQuery()) {
                long sum = 0;
                while (sum < bytes && rows.next()) {
                    heads.add(new Head(rows.getLong(1), rows.getInt(2), rows.getInt(3), rows.getLong(4)));
                    sum += rows.getInt(3);
                }
            }
        } finally {
            writer.rollback();
        }
        return heads;
    }

    /** Chunks of the range in order, the first and then as many as fit into {@code bytes}; checked by their CRC. */
    List<Chunk> read(Range range, long bytes) throws SQLException, CorruptSpoolException {
        return reader.read(range, bytes);
    }

    /** Gives 1 MiB of a file that is mostly free back to the file system; false when that was the last of it. */
    boolean shrink() throws SQLException {
        long free = Sqlite.number(writer, "PRAGMA freelist_count");
        boolean slack = free >= Sqlite.SLACK_PAGES && free * 2 >= Sqlite.number(writer, "PRAGMA page_count");
        if (slack) {
            Sqlite.release(writer, 256);
        }
        writer.commit();
        return slack;
    }

    /** Brings the WAL into the database and empties it, unless the other connection is reading. */
    void checkpoint() throws SQLException {
        writer.setAutoCommit(true);
        Sqlite.execute(writer, "PRAGMA wal_checkpoint(TRUNCATE)");
        writer.setAutoCommit(false);
    }

    /** Copies what the open connection still reads, wherever its file is; the number of rows. */
    long copyTo(FileRebuild rebuild) throws SQLException, IOException {
        return rebuild.copy(writer);
    }

    /** For tests: the file may not grow beyond this many pages of 4 KiB, as on a full disk. */
    void maxPages(long pages) throws SQLException {
        Sqlite.execute(writer, "PRAGMA max_page_count=" + pages);
    }

    /** Closes both connections; SQLite checkpoints the WAL and removes it. */
    void close() {
        reader.close();
        Sqlite.closeQuietly(writer);
        writer = null;
    }

    private Stored stored() throws SQLException {
        try (Statement statement = writer.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT total(records), total(bytes), min(seq), max(seq), min(at) FROM chunk")) {
            row.next();
            return new Stored(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
        } finally {
            writer.rollback();
        }
    }

    private void delete(long from, long through) throws SQLException {
        if (through > from && through > 0) {
            delete.setLong(1, from);
            delete.setLong(2, through);
            delete.executeUpdate();
        }
    }

    /** SQLite may have rolled back by itself, and leaves statements that failed half executed. */
    private void rollback(SQLException cause) {
        Sqlite.closeQuietly(insert);
        Sqlite.closeQuietly(delete);
        insert = null;
        delete = null;
        try {
            writer.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
            Sqlite.begin(writer, cause);
        }
    }

    private void prepare() throws SQLException {
        if (insert == null || delete == null) {
            insert = writer.prepareStatement(Sqlite.INSERT);
            delete = writer.prepareStatement("DELETE FROM chunk WHERE seq > ? AND seq <= ?");
        }
    }
}
