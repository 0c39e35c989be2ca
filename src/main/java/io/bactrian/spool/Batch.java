package io.bactrian.spool;

import java.util.List;

/**
 * Records in order, sent together.
 *
 * @param bytes of the records, encoded
 * @param epoch of the file they came from; they outlive it in memory
 * @param through the last chunk wholly sent once this batch is
 * @param rest the chunk behind it that is sent in part, or null
 */
record Batch(List<SpoolRecord> records, long bytes, int epoch, long through, Part rest) {
    /** The first {@code records} of a chunk, {@code bytes} long. */
    record Part(long seq, int records, int bytes, long at) {
    }
}
