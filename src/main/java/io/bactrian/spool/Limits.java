package io.bactrian.spool;

/**
 * A spool's bounds: {@code maxBytes} stored, {@code maxRecordBytes} a record, {@code pendingRecords} and
 * {@code pendingBytes} on their way to the disk, {@code chunkBytes} a row (a larger record has a row of its own). A commit follows the
 * one before it after {@code lingerNanos}, or when enough wait, at first {@code lingerRecords} ({@link CommitPace}): fewer commits
 * cost less of the processor, and of the flash.
 */
record Limits(long maxBytes, OverflowPolicy overflowPolicy, int maxRecordBytes, int pendingRecords, long pendingBytes,
        int chunkBytes, long lingerNanos, int lingerRecords) {

    private static final int MIB = 1 << 20;
    private static final long LINGER_NANOS = 10_000_000;
    private static final int LINGER_RECORDS = 16;

    static Limits of(long maxBytes, OverflowPolicy overflowPolicy) {
        return new Limits(maxBytes, overflowPolicy, 16 * MIB, 1 << 16, 64L * MIB,
                (int) Math.max(1, Math.min(MIB, maxBytes / 16)), LINGER_NANOS, LINGER_RECORDS);
    }
}
