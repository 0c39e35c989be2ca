package io.bactrian.cloud.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

/**
 * The one connection that changes the index. Whatever fails, the next transaction begins from what is committed: the index is opened
 * again, and files are cut to their committed lengths. Thread-safe: one transaction at a time.
 */
final class Writer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Writer.class);

    private final Folder folder;
    private final Disk disk;
    private Index index;
    private boolean closed;

    Writer(Folder folder, Disk disk) {
        this.folder = folder;
        this.disk = disk;
    }

    /** What is done in a transaction. */
    interface Work<T> {
        T run(Index index) throws SQLException, IOException;
    }

    /**
     * All of it is on the disk on return.
     *
     * @throws IOException when nothing of it is
     */
    synchronized <T> T transaction(Work<T> work) throws IOException {
        try {
            T result = work.run(opened());
            disk.commit(index.sql().connection());
            return result;
        } catch (SQLException e) {
            reset();
            throw new IOException("the index " + folder.index() + " cannot be used: " + e.getMessage(), e);
        } catch (IOException | RuntimeException | Error e) {
            reset();
            throw e;
        }
    }

    /** Gives so many free pages of the index back to the file system. */
    synchronized void vacuum(int pages) throws IOException {
        try {
            Index now = opened();
            now.sql().connection().setAutoCommit(true);
            now.sql().run("PRAGMA incremental_vacuum(" + pages + ")");
            now.sql().connection().setAutoCommit(false);
        } catch (SQLException e) {
            reset();
            throw new IOException("the index " + folder.index() + " cannot be used: " + e.getMessage(), e);
        }
    }

    private Index opened() throws SQLException, IOException {
        if (closed) {
            throw new IOException("the data set " + folder.dir() + " is closed");
        }
        if (index == null) {
            disk.createFolder(folder.dir());
            requireIndex();
            Index opened = new Index(Sql.writing(folder.index()));
            try {
                opened.sql().connection().setAutoCommit(false);
                Schema.create(opened.sql());
                recover(opened);
                opened.sql().connection().commit();
                index = opened;
            } finally {
                if (index == null) {
                    opened.sql().close();
                }
            }
        }
        return index;
    }

    /** Files without an index are somebody's data: a new index would know nothing of them, and write over them. */
    private void requireIndex() throws IOException {
        if (!Files.exists(folder.index())) {
            try (Stream<Path> inside = Files.list(folder.dir())) {
                if (inside.anyMatch(Files::isDirectory)) {
                    throw new IOException(folder.dir() + " has files but no index " + folder.index().getFileName()
                            + ": restore it from a backup, or move the folder away; then what Kafka has is read again from the beginning");
                }
            }
        }
    }

    /** Cuts files to what is committed. Where somebody has cut them shorter, the index forgets what is gone. */
    private void recover(Index opened) throws SQLException, IOException {
        for (DayFile file : opened.files()) {
            Path path = folder.file(file);
            long size = Math.max(0, disk.size(path));
            long whole = file.length();
            if (size < whole) {
                whole = opened.cut(file, size);
                LOG.errorf("%s has %d bytes, expected %d: the records at its end are gone, and are left out", path, size,
                        file.length());
            }
            if (size > whole) {
                disk.truncate(path, whole);
            }
        }
    }

    private void reset() {
        if (index != null) {
            index.sql().close();
            index = null;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        reset();
    }
}
