package io.bactrian.spool;

import java.util.List;

/**
 * What is stored, where the reader is in it and what became of the rest. Sequence numbers only grow, over files too:
 * {@code acked <= claimed <= published}. Always {@code recovered + accepted = delivered + droppedOldest + droppedNewest
 * + quarantined + waiting}. Thread-safe.
 */
final class SpoolState {
    private final RecentCache recent = new RecentCache();
    private int epoch;
    private long published;
    private long claimed;
    private long acked;
    private long deleted;
    private SpoolFile.Range dropped = new SpoolFile.Range(0, 0);
    private Batch.Part part;
    private Batch sending;
    private String corruption;
    private Counts counts = Counts.NONE;
    private long oldestAt;
    private long refused;

    /** Begins with what a file held when it was opened first. */
    synchronized void recovered(SpoolFile.Stored stored) {
        counts = counts.recovered(stored.records(), stored.bytes());
        oldestAt = stored.oldestAt();
        startAt(stored.lastSeq());
        claimed = acked = deleted = Math.max(0, stored.firstSeq() - 1);
    }

    synchronized void published(List<Chunk> chunks, int newestDropped) {
        if (counts.waitingRecords() == 0 && !chunks.isEmpty()) {
            oldestAt = chunks.get(0).at();
        }
        long bytes = 0;
        int records = 0;
        for (Chunk chunk : chunks) {
            records += chunk.records();
            bytes += chunk.bytes();
            published = chunk.seq();
        }
        counts = counts.accepted(records, bytes, newestDropped);
        recent.add(chunks);
    }

    synchronized long nextSeq() {
        return published + 1;
    }

    synchronized long free(long maxBytes) {
        return maxBytes - counts.waitingBytes();
    }

    /** Chunks up to here are acknowledged and still on disk, or 0. */
    synchronized long deletable() {
        return acked > deleted ? acked : 0;
    }

    synchronized void deleted(long through) {
        deleted = Math.max(deleted, through);
    }

    /** The chunk behind which chunks may be dropped. */
    synchronized long droppableAfter() {
        return Math.max(acked, claimed);
    }

    /** Drops those of {@code heads}, oldest first, that the reader has not claimed meanwhile; what is to be deleted. */
    synchronized SpoolFile.Range drop(List<SpoolFile.Head> heads) {
        long from = Math.max(heads.get(0).seq() - 1, claimed);
        long through = from;
        for (SpoolFile.Head head : heads) {
            if (head.seq() > claimed) {
                boolean begun = part != null && part.seq() == head.seq();
                counts = counts.droppedOldest(head.records() - (begun ? part.records() : 0),
                        head.bytes() - (begun ? part.bytes() : 0));
                part = begun ? null : part;
                through = head.seq();
                oldestAt = claimed > acked ? oldestAt : head.at();
            }
        }
        if (through > from) {
            dropped = new SpoolFile.Range(dropped.from() >= claimed ? Math.min(from, dropped.from()) : from, through);
            recent.forget(through);
        }
        return new SpoolFile.Range(from, through);
    }

    /** Where the reader finds what comes after {@code seq}. */
    synchronized Next next(long seq) {
        long after = Math.max(seq, acked);
        return new Next(after < recent.floor() ? null : recent.after(after), after, recent.floor());
    }

    /** {@code chunk} where memory has it; else the file has chunks in ({@code after}, {@code through}] if that is not empty. */
    record Next(Chunk chunk, long after, long through) {
        boolean onDisk() {
            return after < through;
        }
    }

    /** The reader takes a chunk for itself; the part of it already sent, or null; false when it was dropped or quarantined. */
    synchronized boolean claim(Chunk chunk, int readerEpoch) {
        if (readerEpoch != epoch || dropped.contains(chunk.seq())) {
            return false;
        }
        oldestAt = claimed == acked ? chunk.at() : oldestAt;
        claimed = chunk.seq();
        return true;
    }

    synchronized Batch.Part part(long seq) {
        return part != null && part.seq() == seq ? part : null;
    }

    /** False when the batch's file was quarantined since it was read. */
    synchronized boolean sending(Batch batch) {
        if (batch.epoch() != epoch && batch != sending) {
            return false;
        }
        sending = batch;
        return true;
    }

    synchronized void acked(Batch batch) {
        sending = null;
        counts = counts.delivered(batch.records().size(), batch.bytes());
        if (batch.epoch() == epoch) {
            acked = Math.max(acked, batch.through());
            part = batch.rest();
            oldestAt = part == null ? oldestAt : part.at();
            recent.forget(acked);
        }
    }

    synchronized void countRefused() {
        refused++;
    }

    synchronized long refused() {
        return refused;
    }

    synchronized void failed() {
        counts = counts.failedBatch();
    }

    /** The reader gives back what it has claimed and not sent. */
    synchronized void release() {
        if (sending != null && sending.epoch() != epoch) {
            counts = counts.quarantined(sending.records().size(), sending.bytes());
        }
        sending = null;
        claimed = acked;
    }

    /** Called by a reader that has come to the end and holds nothing: records still waiting are in no file. */
    synchronized boolean missing(long cursor) {
        long at = Math.max(cursor, acked);
        boolean end = sending == null && claimed == acked && at >= recent.floor() && recent.after(at) == null;
        if (end && counts.waitingRecords() != 0) {
            corruption = counts.waitingRecords() + " records that were stored are not in the file";
        }
        return corruption != null;
    }

    synchronized int epoch() {
        return epoch;
    }

    synchronized void corrupt(String reason, int readerEpoch) {
        corruption = readerEpoch == epoch ? reason : corruption;
    }

    synchronized String corruption() {
        return corruption;
    }

    /** A new file takes over; what was stored went aside, except what is being sent, which memory holds. */
    synchronized void fileReplaced() {
        long records = sending == null ? 0 : sending.records().size();
        long bytes = sending == null ? 0 : sending.bytes();
        counts = counts.quarantined(counts.waitingRecords() - records, counts.waitingBytes() - bytes);
        counts = counts.quarantinedFile();
        corruption = null;
        part = null;
        epoch++;
        startAt(published);
        claimed = acked = deleted = published;
    }

    synchronized Counts counts() {
        return counts;
    }

    /** Epoch ms, 0 when nothing waits. */
    synchronized long oldestAt() {
        return counts.waitingRecords() == 0 ? 0 : oldestAt;
    }

    private void startAt(long seq) {
        published = seq;
        recent.reset(seq);
    }
}
