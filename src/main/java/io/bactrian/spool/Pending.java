package io.bactrian.spool;

/** An encoded record, the first {@code length} bytes of {@code data}, on its way to the disk since {@code at} (epoch ms). */
record Pending(byte[] data, int length, long at, Completion done) {
}
