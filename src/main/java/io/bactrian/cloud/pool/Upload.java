package io.bactrian.cloud.pool;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import io.bactrian.archive.InvalidArchiveException;
import io.bactrian.archive.VersionUnpacker;
import io.bactrian.cloud.pool.PoolException.Kind;
import io.bactrian.files.NoRoomException;

/** An archive that comes piece by piece, on the disk. One thread at a time. */
public final class Upload implements AutoCloseable {
    private static final String LIMIT = "bactrian.cloud.pool.max-bytes";

    private final Pool pool;
    private final Workspace work;
    private final long most;
    private final OutputStream out;
    private long length;

    Upload(Pool pool, Workspace work, long most) throws IOException {
        this.pool = pool;
        this.work = work;
        this.most = most;
        try {
            out = work.create("upload");
        } catch (IOException e) {
            work.close();
            throw e;
        }
    }

    /** @throws PoolException where an archive of so many bytes is too large */
    public void expect(long bytes) throws PoolException {
        if (bytes > most) {
            throw new PoolException(Kind.TOO_LARGE, "the archive has " + bytes + " bytes or more; expected at most " + most
                    + ": make it smaller, or raise " + LIMIT);
        }
    }

    public void write(byte[] bytes, int from, int count) throws IOException, PoolException {
        expect(length + count);
        try {
            out.write(bytes, from, count);
        } catch (NoRoomException e) {
            throw new PoolException(Kind.FULL, e.getMessage());
        }
        length += count;
    }

    public long length() {
        return length;
    }

    /**
     * All has come: it is checked and added.
     *
     * @throws PoolException as {@link Pool#add} does, and where it is no archive
     */
    public PoolVersion add(CardDraft draft) throws IOException, PoolException {
        out.close();
        Path folder = work.path("version");
        try {
            new VersionUnpacker(folder, work::take, most, LIMIT).archive(work.path("upload"));
        } catch (InvalidArchiveException e) {
            throw new PoolException(Kind.INVALID, e.getMessage());
        } catch (NoRoomException e) {
            throw new PoolException(Kind.FULL, e.getMessage());
        }
        Files.delete(work.path("upload"));
        return pool.add(folder, draft);
    }

    /** What has come is removed. */
    @Override
    public void close() throws IOException {
        try (work) {
            out.close();
        }
    }
}
