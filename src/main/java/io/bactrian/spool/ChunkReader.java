package io.bactrian.spool;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes a chunk's records off it in order; the form is {@link RecordEncoder}'s. Not thread-safe. */
final class ChunkReader {
    private final Chunk chunk;
    private int position;
    private int taken;

    ChunkReader(Chunk chunk) {
        this.chunk = chunk;
    }

    Chunk chunk() {
        return chunk;
    }

    /** Records taken so far. */
    int taken() {
        return taken;
    }

    /** Bytes of the records taken so far. */
    int takenBytes() {
        return position;
    }

    boolean hasNext() {
        return taken < chunk.records();
    }

    SpoolRecord next() throws CorruptSpoolException {
        try {
            byte[] body = bytes();
            int count = number();
            Map<String, Object> headers = new LinkedHashMap<>(Math.min(count, 64) * 2);
            for (int i = 0; i < count; i++) {
                String key = text();
                headers.put(key, number() == RecordEncoder.TEXT ? text() : bytes());
            }
            taken++;
            return new SpoolRecord(body, headers);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new CorruptSpoolException("chunk " + chunk.seq() + ": record " + taken + " does not decode: " + e);
        }
    }

    /** Goes back to where {@code takenBytes} and {@code taken} were. */
    void rewind(int bytes, int records) {
        position = bytes;
        taken = records;
    }

    private String text() {
        int from = skip(number());
        return new String(chunk.data(), from, position - from, StandardCharsets.UTF_8);
    }

    private byte[] bytes() {
        int from = skip(number());
        return Arrays.copyOfRange(chunk.data(), from, position);
    }

    private int skip(int count) {
        if (count < 0 || count > chunk.bytes() - position) {
            throw new IndexOutOfBoundsException(count + " bytes at " + position + " of " + chunk.bytes());
        }
        position += count;
        return position - count;
    }

    private int number() {
        int value = 0;
        for (int shift = 0;; shift += 7) {
            byte part = chunk.data()[skip(1)];
            value |= (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }
}
