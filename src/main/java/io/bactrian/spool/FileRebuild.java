package io.bactrian.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Copies a file that was removed, through its open descriptors, into a new one. The copy is complete before it gets
 * the name {@code .rebuilt}, and gets the spool's own name only after the old connections are closed, because SQLite then removes the
 * write-ahead log of that name.
 */
final class FileRebuild {
    private final Path path;
    private final Path part;
    private final Path copy;

    FileRebuild(Path path) {
        this.path = path;
        this.part = path.resolveSibling(path.getFileName() + ".rebuilding");
        this.copy = path.resolveSibling(path.getFileName() + ".rebuilt");
    }

    /** Copies every row; the number of them. The connection stays as it was. */
    long copy(Connection from) throws SQLException, IOException {
        remove(part);
        try {
            long rows;
            try (Connection to = Sqlite.connect(part)) {
                Sqlite.create(to);
                to.setAutoCommit(false);
                rows = copy(from, to);
                to.commit();
                to.setAutoCommit(true);
                Sqlite.execute(to, "PRAGMA wal_checkpoint(TRUNCATE)");
            }
            Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(path.getParent());
            return rows;
        } finally {
            remove(part);
        }
    }

    /** Moves a complete copy into the spool's place, if there is one; no connection may be open. */
    void adopt() throws IOException {
        if (Files.exists(copy)) {
            Files.deleteIfExists(FileIdentity.wal(path));
            Files.deleteIfExists(path.resolveSibling(path.getFileName() + "-shm"));
            Files.move(copy, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(path.getParent());
        }
    }

    private static long copy(Connection from, Connection to) throws SQLException {
        long count = 0;
        try (Statement select = from.createStatement();
                ResultSet rows = select.executeQuery("SELECT seq, records, bytes, at, crc, data FROM chunk ORDER BY seq");
                PreparedStatement insert = to.prepareStatement(Sqlite.INSERT)) {
            while (rows.next()) {
                for (int column = 1; column <= 5; column++) {
                    insert.setLong(column, rows.getLong(column));
                }
                insert.setBytes(6, rows.getBytes(6));
                insert.executeUpdate();
                count++;
            }
        } finally {
            from.rollback();
        }
        return count;
    }

    private static void remove(Path database) throws IOException {
        for (String suffix : new String[]{"", "-wal", "-shm"}) {
            Files.deleteIfExists(database.resolveSibling(database.getFileName() + suffix));
        }
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
