package io.bactrian.spool;

import java.util.List;

/**
 * What is stored, the position of the reader, and the counts. Sequence numbers only grow, also from file to file:
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
    private final Counts counts = new Counts();
    private long oldestAt;

    /** Starts with what the file held when it was first opened. */
    synchronized void recovered(SpoolFile.Stored stored) {
        counts.recovered += stored.records();
        counts.waiting(stored.records(), stored.bytes());
        oldestAt = stored.oldestAt();
        startAt(stored.lastSeq());
        claimed = acked = deleted = Math.max(0, stored.firstSeq() - 1);
    }

    synchronized void published(List<Chunk> chunks, int newestDropped) {
        if (!chunks.isEmpty()) {
            oldestAt = counts.waitingRecords == 0 ? chunks.get(0).at() : oldestAt;
            published = chunks.get(chunks.size() - 1).seq();
        }
        for (Chunk chunk : chunks) {
            counts.accepted += chunk.records();
            counts.waiting(chunk.records(), chunk.bytes());
        }
        counts.accepted += newestDropped;
        counts.droppedNewest += newestDropped;
        counts.commits++;
        recent.add(chunks);
    }

    synchronized long nextSeq() {
        return published + 1;
    }

    synchronized long free(long maxBytes) {
        return maxBytes - counts.waitingBytes;
    }

    /** Chunks up to here are acknowledged and still on disk, or 0. */
    synchronized long deletable() {
        return acked > deleted ? acked : 0;
    }

    synchronized void deleted(long through) {
        deleted = Math.max(deleted, through);
    }

    /** The chunk after which chunks may be dropped. */
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
                int records = head.records() - (begun ? part.records() : 0);
                counts.droppedOldest += records;
                counts.waiting(-records, (begun ? part.bytes() : 0) - head.bytes());
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
    synchronized RecentCache.Next next(long seq) {
        return recent.next(Math.max(seq, acked));
    }

    /** The reader takes a chunk; false when it was dropped or quarantined meanwhile. */
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

    /** False when the batch's file was quarantined after it was read. */
    synchronized boolean sending(Batch batch) {
        if (batch.epoch() != epoch && batch != sending) {
            return false;
        }
        sending = batch;
        return true;
    }

    synchronized void acked(Batch batch) {
        sending = null;
        counts.delivered += batch.records().size();
        counts.waiting(-batch.records().size(), -batch.bytes());
        if (batch.epoch() == epoch) {
            acked = Math.max(acked, batch.through());
            part = batch.rest();
            oldestAt = part == null ? oldestAt : part.at();
            recent.forget(acked);
        }
    }

    synchronized void countRefused() {
        counts.refused++;
    }

    synchronized void failed() {
        counts.failedBatches++;
    }

    /** The reader returns what it has claimed and not sent. */
    synchronized void release() {
        if (sending != null && sending.epoch() != epoch) {
            counts.quarantined(sending.records().size(), sending.bytes());
        }
        sending = null;
        claimed = acked;
    }

    /** Called by a reader at the end that holds nothing: whether records are counted that are in no file. */
    synchronized boolean missing(long cursor) {
        long at = Math.max(cursor, acked);
        boolean end = sending == null && claimed == acked && at >= recent.floor() && recent.after(at) == null;
        if (end && counts.waitingRecords != 0) {
            corruption = counts.waitingRecords + " records that were stored are not in the file";
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

    /** A new file replaces the quarantined one; what is being sent is not lost, memory holds it. */
    synchronized void fileReplaced() {
        long records = sending == null ? 0 : sending.records().size();
        long bytes = sending == null ? 0 : sending.bytes();
        counts.quarantined(counts.waitingRecords - records, counts.waitingBytes - bytes);
        counts.quarantinedFiles++;
        corruption = null;
        part = null;
        epoch++;
        startAt(published);
        claimed = acked = deleted = published;
    }

    /** As they are now. */
    synchronized Counts counts() {
        return counts.clone();
    }

    /** Epoch ms, 0 when nothing waits. */
    synchronized long oldestAt() {
        return counts.waitingRecords == 0 ? 0 : oldestAt;
    }

    private void startAt(long seq) {
        published = seq;
        recent.reset(seq);
    }
}
