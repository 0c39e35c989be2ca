package io.bactrian.spool;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.function.LongPredicate;

/** Assembles batches from chunks, the newest from memory, others from the file with read-ahead. Belongs to the reader's thread. */
final class ChunkSource {
    static final long NOTHING = Long.MIN_VALUE;
    private static final long READ_AHEAD_BYTES = 1 << 20;

    private final SpoolCore core;
    private final ArrayDeque<Chunk> ahead = new ArrayDeque<>();
    private RecordCodec.Decoder current;
    private long cursor;
    private int epoch = -1;

    ChunkSource(SpoolCore core) {
        this.core = core;
    }

    /** Of the file read last. */
    int epoch() {
        return epoch;
    }

    boolean holds() {
        return current != null || !ahead.isEmpty();
    }

    /** When the next record was stored (epoch ms), if it was not due; else {@link #NOTHING}. */
    long waitsSince() {
        return current != null && current.hasNext() ? current.chunk().at() : NOTHING;
    }

    /** Starts again after the last acknowledged chunk. */
    void forget() {
        current = null;
        ahead.clear();
        cursor = 0;
    }

    /** The next batch, or null at the end. */
    Batch assemble(int mostRecords, long mostBytes, LongPredicate due) throws SQLException, CorruptSpoolException {
        if (epoch != core.state().epoch()) {
            forget();
            epoch = core.state().epoch();
        }
        var records = new ArrayList<SpoolRecord>();
        long bytes = 0;
        while (records.size() < mostRecords && advance(records.isEmpty()) && due.test(current.chunk().at())) {
            int before = current.takenBytes();
            SpoolRecord next = current.next();
            int length = current.takenBytes() - before;
            if (!records.isEmpty() && bytes + length > mostBytes) {
                current.rewind(before, current.taken() - 1);
                break;
            }
            records.add(next);
            bytes += length;
        }
        return records.isEmpty() ? null : new Batch(records, bytes, epoch, through(), rest());
    }

    /** Makes {@code current} one that has a record. */
    private boolean advance(boolean atEnd) throws SQLException, CorruptSpoolException {
        while (current == null || !current.hasNext()) {
            Chunk chunk = nextChunk();
            if (chunk == null) {
                if (atEnd && core.state().missing(cursor)) {
                    core.writerSignal().raise();
                }
                return false;
            }
            cursor = chunk.seq();
            if (core.state().claim(chunk, epoch)) {
                current = new RecordCodec.Decoder(chunk);
                Batch.Part part = core.state().part(chunk.seq());
                if (part != null) {
                    current.rewind(part.bytes(), part.records());
                }
            }
        }
        return true;
    }

    private Chunk nextChunk() throws SQLException, CorruptSpoolException {
        if (ahead.isEmpty()) {
            RecentCache.Next next = core.state().next(cursor);
            if (!next.onDisk()) {
                return next.chunk();
            }
            ahead.addAll(core.file().read(new SpoolFile.Range(next.after(), next.through()), READ_AHEAD_BYTES));
            if (ahead.isEmpty()) {
                cursor = next.through();
                return core.state().next(cursor).chunk();
            }
        }
        return ahead.poll();
    }

    private long through() {
        return current.hasNext() ? current.chunk().seq() - 1 : current.chunk().seq();
    }

    private Batch.Part rest() {
        Chunk chunk = current.chunk();
        return current.hasNext() ? new Batch.Part(chunk.seq(), current.taken(), current.takenBytes(), chunk.at()) : null;
    }
}
