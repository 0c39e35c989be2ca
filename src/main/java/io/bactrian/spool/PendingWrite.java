package io.bactrian.spool;

import io.bactrian.spool.Spool.Completion;

/**
 * An encoded record, the first {@code length} bytes of {@code data}, on its way to the disk since {@code at} (epoch ms). One that is
 * {@code requeued} takes the place of a stored record that is being delivered, and so finds room in a full spool too.
 */
record PendingWrite(byte[] data, int length, long at, boolean requeued, Completion done) {
}
