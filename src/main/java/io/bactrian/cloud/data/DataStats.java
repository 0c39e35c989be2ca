package io.bactrian.cloud.data;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a data set has done since it was opened. Any thread. */
public final class DataStats {
    private final Map<Kind, LongAdder> added = new EnumMap<>(Kind.class);
    private final LongAdder repeats = new LongAdder();
    private final LongAdder deleted = new LongAdder();
    private volatile long bytes;

    DataStats() {
        for (Kind kind : Kind.values()) {
            added.put(kind, new LongAdder());
        }
    }

    void added(Kind kind, long count) {
        added.get(kind).add(count);
    }

    void repeated(long count) {
        repeats.add(count);
    }

    void deleted(long count) {
        deleted.add(count);
    }

    void bytes(long now) {
        bytes = now;
    }

    /** Records of a kind that are on the disk, with {@link Kind#REJECTED} those that could not be read. */
    public long added(Kind kind) {
        return added.get(kind).sum();
    }

    /** Records that were there already. */
    public long repeats() {
        return repeats.sum();
    }

    /** Records that retention has deleted. */
    public long deleted() {
        return deleted.sum();
    }

    /** What files and index take on the disk. */
    public long bytes() {
        return bytes;
    }
}
