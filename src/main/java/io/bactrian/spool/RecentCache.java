package io.bactrian.spool;

import java.util.ArrayDeque;
import java.util.List;

/** The newest committed chunks, so that live records are not read back from disk. Guarded by its {@link SpoolState}. */
final class RecentCache {
    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_CHUNKS = 4096;

    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private long bytes;
    private long floor;

    /** Every committed chunk after this one is in memory. */
    long floor() {
        return floor;
    }

    void reset(long newFloor) {
        chunks.clear();
        bytes = 0;
        floor = newFloor;
    }

    void add(List<Chunk> more) {
        for (Chunk chunk : more) {
            chunks.add(chunk);
            bytes += chunk.bytes();
        }
        while (bytes > MAX_BYTES || chunks.size() > MAX_CHUNKS) {
            floor = poll().seq();
        }
    }

    void forget(long through) {
        while (!chunks.isEmpty() && chunks.peek().seq() <= through) {
            poll();
        }
        floor = Math.max(floor, through);
    }

    /** The first chunk after {@code seq}, or null. */
    Chunk after(long seq) {
        for (Chunk chunk : chunks) {
            if (chunk.seq() > seq) {
                return chunk;
            }
        }
        return null;
    }

    /** Where the chunks after {@code seq} are. */
    Next next(long seq) {
        return new Next(seq < floor ? null : after(seq), seq, floor);
    }

    /** {@code chunk} if memory has it; else the file has the chunks in ({@code after}, {@code through}], unless that is empty. */
    record Next(Chunk chunk, long after, long through) {
        boolean onDisk() {
            return after < through;
        }
    }

    private Chunk poll() {
        Chunk chunk = chunks.poll();
        bytes -= chunk.bytes();
        return chunk;
    }
}
