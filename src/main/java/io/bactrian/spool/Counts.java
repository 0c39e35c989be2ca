package io.bactrian.spool;

/** Records, exactly, and commits since the spool was opened. Not thread-safe. */
final class Counts implements Cloneable {
    long recovered;
    long accepted;
    long delivered;
    long droppedOldest;
    long droppedNewest;
    long quarantinedRecords;
    long quarantinedFiles;
    long failedBatches;
    long refused;
    long commits;
    long waitingRecords;
    long waitingBytes;

    /** That many more wait. */
    void waiting(long records, long bytes) {
        waitingRecords += records;
        waitingBytes += bytes;
    }

    void quarantined(long records, long bytes) {
        quarantinedRecords += records;
        waiting(-records, -bytes);
    }

    @Override
    protected Counts clone() {
        try {
            return (Counts) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
