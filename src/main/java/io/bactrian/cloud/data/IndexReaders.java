package io.bactrian.cloud.data;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;

/** Connections that read the index, each for one reading, a few at a time. Any thread. */
final class IndexReaders {
    private static final int MOST = 16;

    private final Folder folder;
    private final Semaphore free = new Semaphore(MOST);

    IndexReaders(Folder folder) {
        this.folder = folder;
    }

    /** What is read with a connection. */
    interface Query<T> {
        T run(Sql sql) throws SQLException;
    }

    /** @param otherwise where nothing has been written yet */
    <T> T query(T otherwise, Query<T> query) throws IOException {
        Sql sql = open();
        if (sql == null) {
            return otherwise;
        }
        try {
            return query.run(sql);
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            sql.close();
            release();
        }
    }

    /**
     * A connection that is {@link #release released} when it is closed.
     *
     * @return null where nothing has been written yet
     */
    Sql open() throws IOException {
        if (!Files.exists(folder.index())) {
            return null;
        }
        if (!free.tryAcquire()) {
            throw new IOException("the data set " + folder.dir() + " is read by " + MOST
                    + " already, the most at a time; try again when one of them is done");
        }
        Sql sql = null;
        try {
            sql = Sql.reading(folder.index());
            if (Schema.check(sql) == 0) {
                sql.close();
                release();
                return null;
            }
            return sql;
        } catch (SQLException e) {
            if (sql != null) {
                sql.close();
            }
            release();
            throw failure(e);
        }
    }

    /** Lets another reading have the place of one that is closed. */
    void release() {
        free.release();
    }

    IOException failure(SQLException e) {
        return new IOException("the index " + folder.index() + " cannot be read: " + e.getMessage(), e);
    }
}
