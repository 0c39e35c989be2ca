package io.bactrian.spool;

/**
 * A spool at one moment; counts since it was opened. Always {@code recovered + accepted = delivered + droppedOldest +
 * droppedNewest + quarantinedRecords + waitingRecords}.
 *
 * @param waitingRecords on disk and not acknowledged
 * @param waitingBytes of these, encoded
 * @param oldestAgeMillis since the oldest of these was enqueued, 0 when none waits; while the oldest are dropped it may be a chunk too old
 * @param recovered found in the file at the start
 * @param accepted stored or dropped, as configured
 * @param delivered acknowledged by the consumer's route
 * @param quarantinedRecords that went with corrupt files
 * @param quarantinedFiles corrupt files quarantined
 * @param failedBatches deliveries that failed and are retried
 * @param blocked no space for the next record
 * @param waitingExchanges not on disk yet
 * @param healthy false while the file cannot be written or read; {@code lastError} says why
 * @param lastError the last, or null; stays after recovery
 * @param refused records that their destination refused permanently; they count as delivered
 * @param deliveryError why records are not delivered at present, or null
 */
public record SpoolStatus(String name, long waitingRecords, long waitingBytes, long maxBytes, OverflowPolicy overflowPolicy,
        long oldestAgeMillis, long recovered, long accepted, long delivered, long droppedOldest, long droppedNewest,
        long quarantinedRecords, long quarantinedFiles, long failedBatches, boolean blocked, int waitingExchanges,
        long commits, boolean healthy, String lastError,
        long refused, String deliveryError) {

    static SpoolStatus of(SpoolCore core, long nowMillis) {
        Counts counts = core.state().counts();
        long oldestAt = core.state().oldestAt();
        return new SpoolStatus(core.name(), counts.waitingRecords, counts.waitingBytes, core.limits().maxBytes(),
                core.limits().overflowPolicy(), oldestAt == 0 ? 0 : Math.max(0, nowMillis - oldestAt), counts.recovered,
                counts.accepted, counts.delivered, counts.droppedOldest, counts.droppedNewest,
                counts.quarantinedRecords, counts.quarantinedFiles, counts.failedBatches, core.queue().blocked(),
                core.queue().records(), counts.commits,
                core.health().healthy(), core.health().last(), counts.refused, core.health().delivering());
    }
}
