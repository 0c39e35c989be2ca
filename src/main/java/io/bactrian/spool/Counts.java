package io.bactrian.spool;

/** Records, exactly, since the spool was opened. */
record Counts(long recovered, long accepted, long delivered, long droppedOldest, long droppedNewest,
        long setAsideRecords, long setAsideFiles, long failedBatches, long waitingRecords, long waitingBytes) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    Counts recovered(long records, long bytes) {
        return new Counts(recovered + records, accepted, delivered, droppedOldest, droppedNewest, setAsideRecords,
                setAsideFiles, failedBatches, waitingRecords + records, waitingBytes + bytes);
    }

    Counts accepted(long records, long bytes, long newestDropped) {
        return new Counts(recovered, accepted + records + newestDropped, delivered, droppedOldest,
                droppedNewest + newestDropped, setAsideRecords, setAsideFiles, failedBatches, waitingRecords + records,
                waitingBytes + bytes);
    }

    Counts delivered(long records, long bytes) {
        return new Counts(recovered, accepted, delivered + records, droppedOldest, droppedNewest, setAsideRecords,
                setAsideFiles, failedBatches, waitingRecords - records, waitingBytes - bytes);
    }

    Counts droppedOldest(long records, long bytes) {
        return new Counts(recovered, accepted, delivered, droppedOldest + records, droppedNewest, setAsideRecords,
                setAsideFiles, failedBatches, waitingRecords - records, waitingBytes - bytes);
    }

    Counts setAside(long records, long bytes) {
        return new Counts(recovered, accepted, delivered, droppedOldest, droppedNewest, setAsideRecords + records,
                setAsideFiles, failedBatches, waitingRecords - records, waitingBytes - bytes);
    }

    Counts setAsideFile() {
        return new Counts(recovered, accepted, delivered, droppedOldest, droppedNewest, setAsideRecords,
                setAsideFiles + 1, failedBatches, waitingRecords, waitingBytes);
    }

    Counts failedBatch() {
        return new Counts(recovered, accepted, delivered, droppedOldest, droppedNewest, setAsideRecords, setAsideFiles,
                failedBatches + 1, waitingRecords, waitingBytes);
    }
}
