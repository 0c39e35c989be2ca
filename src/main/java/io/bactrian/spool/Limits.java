package io.bactrian.spool;

/**
 * A spool's bounds: {@code maxBytes} stored, {@code maxRecordBytes} a record, {@code pendingRecords} and
 * {@code pendingBytes} on their way to the disk, {@code chunkBytes} a row (a larger record has a row of its own).
 */
record Limits(long maxBytes, WhenFull whenFull, int maxRecordBytes, int pendingRecords, long pendingBytes,
        int chunkBytes) {

    private static final int MIB = 1 << 20;

    static Limits of(long maxBytes, WhenFull whenFull) {
        return new Limits(maxBytes, whenFull, 16 * MIB, 1 << 16, 64L * MIB,
                (int) Math.max(1, Math.min(MIB, maxBytes / 16)));
    }
}
