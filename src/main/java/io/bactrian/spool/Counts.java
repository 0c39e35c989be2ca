package io.bactrian.spool;

/** Records, exactly, since the spool was opened. */
record Counts(long recovered, long accepted, long delivered, long droppedOldest, long droppedNewest,
        long quarantinedRecords, long quarantinedFiles, long failedBatches, long waitingRecords, long waitingBytes) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    Counts recovered(long records, long bytes) {
        return new Counts(recovered + records, accepted, delivered, droppedOldest, droppedNewest, quarantinedRecords,
                quarantinedFiles, failedBatches, waitingRecords + records, waitingBytes + bytes);
    }

    Counts accepted(long records, long bytes, long newestDropped) {
        return new Counts(recovered, accepted + records + newestDropped, delivered, droppedOldest,
                droppedNewest + newestDropped, quarantinedRecords, quarantinedFiles, failedBatches, waitingRecords + records,
                waitingBytes + bytes);
    }

    Counts delivered(long records, long bytes) {
        return new Counts(recovered, accepted, delivered + records, droppedOldest, droppedNewest, quarantinedRecords,
                quarantinedFiles, failedBatches, waitingRecords - records, waitingBytes - bytes);
    }

    Counts droppedOldest(long records, long bytes) {
        return new Counts(recovered, accepted, delivered, droppedOldest + records, droppedNewest, quarantinedRecords,
                quarantinedFiles, failedBatches, waitingRecords - records, waitingBytes - bytes);
    }

    Counts quarantined(long records, long bytes) {
        return new Counts(recovered, accepted, delivered, droppedOldest, droppedNewest, quarantinedRecords + records,
                quarantinedFiles, failedBatches, waitingRecords - records, waitingBytes - bytes);
    }

    Counts quarantinedFile() {
        return new Counts(recovered, accepted, delivered, droppedOldest, droppedNewest, quarantinedRecords,
                quarantinedFiles + 1, failedBatches, waitingRecords, waitingBytes);
    }

    Counts failedBatch() {
        return new Counts(recovered, accepted, delivered, droppedOldest, droppedNewest, quarantinedRecords, quarantinedFiles,
                failedBatches + 1, waitingRecords, waitingBytes);
    }
}
