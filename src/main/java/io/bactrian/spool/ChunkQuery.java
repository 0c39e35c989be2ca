package io.bactrian.spool;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.jboss.logging.Logger;

/** Reads chunks back on a connection of its own; closing waits for a read that is under way. Thread-safe. */
final class ChunkQuery {
    private static final Logger LOG = Logger.getLogger(ChunkQuery.class);

    private final Path path;
    private Connection connection;
    private PreparedStatement select;

    ChunkQuery(Path path) {
        this.path = path;
    }

    synchronized void open() throws SQLException {
        connection = Sqlite.connect(path);
        select = connection.prepareStatement(
                "SELECT seq, records, at, crc, data FROM chunk WHERE seq > ? AND seq <= ? ORDER BY seq");
    }

    synchronized void close() {
        Sqlite.closeQuietly(connection);
        connection = null;
    }

    /** Chunks of the range in order, the first and then as many as fit into {@code bytes}; checked by their CRC. */
    synchronized List<Chunk> read(SpoolFile.Range range, long bytes) throws SQLException, CorruptSpoolException {
        if (connection == null) {
            throw new SQLException("spool file " + path + " is not open");
        }
        var chunks = new ArrayList<Chunk>();
        select.setLong(1, range.from());
        select.setLong(2, range.through());
        try (ResultSet rows = select.executeQuery()) {
            long sum = 0;
            while (sum < bytes && rows.next()) {
                chunks.add(chunk(rows));
                sum += chunks.get(chunks.size() - 1).bytes();
            }
        } catch (SQLException | CorruptSpoolException e) {
            if (chunks.isEmpty()) {
                throw e;
            }
            LOG.debugf(e, "the next read begins with what cannot be read");
        }
        return chunks;
    }

    private static Chunk chunk(ResultSet row) throws SQLException, CorruptSpoolException {
        byte[] data = row.getBytes(5);
        var chunk = new Chunk(row.getLong(1), row.getInt(2), row.getLong(3), data == null ? new byte[0] : data);
        if (chunk.crc() != row.getInt(4)) {
            throw new CorruptSpoolException(
                    "chunk " + chunk.seq() + " (" + chunk.bytes() + " bytes) does not match its CRC32C");
        }
        return chunk;
    }
}
