package io.bactrian.spool;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;

import io.bactrian.spool.SpoolFile.Range;
import io.bactrian.spool.WriteQueue.PendingWrite;
import io.bactrian.spool.WriteQueue.Taken;

/** One transaction: {@code taken} as {@code chunks}, and a range of chunks to drop; whether what found no room is rejected. */
record WriteBatch(Taken taken, List<Chunk> chunks, Range drop, boolean rejects) {
    private static final Range NONE = new Range(0, 0);

    boolean isEmpty() {
        return taken.isEmpty() && drop.from() == drop.through();
    }

    /** All that is stored, each with the row that has it. */
    void eachStored(ObjLongConsumer<PendingWrite> action) {
        int next = 0;
        for (Chunk chunk : chunks) {
            for (int end = next + chunk.records(); next < end; next++) {
                action.accept(taken.kept().get(next), chunk.seq());
            }
        }
    }

    /** Takes what has room; where the oldest are to make room, decides which, and they are gone from then on. */
    static WriteBatch plan(SpoolCore core) throws SQLException {
        Limits limits = core.limits();
        Range drop = limits.overflowPolicy() == OverflowPolicy.DROP_OLDEST ? makeRoom(core, limits) : NONE;
        long free = core.state().free(limits.maxBytes());
        boolean rejects = limits.overflowPolicy() == OverflowPolicy.REJECT;
        Taken taken = core.queue().take(free, rejects || limits.overflowPolicy() == OverflowPolicy.DROP_NEWEST);
        return new WriteBatch(taken, chunks(taken.kept(), core.state().nextSeq(), limits.chunkBytes()), drop, rejects);
    }

    private static Range makeRoom(SpoolCore core, Limits limits) throws SQLException {
        long missing = core.queue().wanted(limits.chunkBytes()) - core.state().free(limits.maxBytes());
        if (missing <= 0) {
            return NONE;
        }
        var heads = core.file().oldest(core.state().droppableAfter(), missing);
        return heads.isEmpty() ? NONE : core.state().drop(heads);
    }

    private static List<Chunk> chunks(List<PendingWrite> records, long firstSeq, int chunkBytes) {
        var chunks = new ArrayList<Chunk>();
        long seq = firstSeq;
        int from = 0;
        while (from < records.size()) {
            int to = from + 1;
            int bytes = records.get(from).length();
            while (to < records.size() && bytes + records.get(to).length() <= chunkBytes) {
                bytes += records.get(to++).length();
            }
            chunks.add(chunk(seq++, records.subList(from, to), bytes));
            from = to;
        }
        return chunks;
    }

    private static Chunk chunk(long seq, List<PendingWrite> records, int bytes) {
        byte[] data = new byte[bytes];
        int position = 0;
        for (PendingWrite record : records) {
            System.arraycopy(record.data(), 0, data, position, record.length());
            position += record.length();
        }
        return new Chunk(seq, records.size(), records.get(0).at(), data);
    }
}
