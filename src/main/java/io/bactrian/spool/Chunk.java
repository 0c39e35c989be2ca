package io.bactrian.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** One row: {@code records} encoded records, the oldest of them enqueued at {@code at} (epoch ms). */
record Chunk(long seq, int records, long at, byte[] data) {

    int bytes() {
        return data.length;
    }

    /** CRC32C over everything in the row, so that a damaged count is noticed like a damaged record. */
    int crc() {
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(20).putLong(seq).putInt(records).putLong(at).flip());
        crc.update(data);
        return (int) crc.getValue();
    }
}
