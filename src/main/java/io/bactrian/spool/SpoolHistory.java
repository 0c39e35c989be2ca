package io.bactrian.spool;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

/** How full each spool was in the last hour. One thread samples, any reads; neither waits for the disk. */
@Singleton
public final class SpoolHistory {
    /** Between two samples. */
    public static final Duration STEP = Duration.ofSeconds(5);
    static final int MOST = 720;
    static final int MOST_SPOOLS = 32;

    private static final Samples NONE = new Samples(new long[0], new long[0], new long[0], new long[0]);

    private final Map<String, Ring> rings = new TreeMap<>();
    private long sampledAt;

    /**
     * Samples of one spool, the oldest first.
     *
     * @param at        epoch milliseconds
     * @param records   that waited
     * @param bytes     of these
     * @param ageMillis of the oldest of these
     */
    public record Samples(long[] at, long[] records, long[] bytes, long[] ageMillis) {
    }

    private static final class Ring {
        private final long[][] columns = new long[4][MOST];
        private int begin;
        private int size;

        void add(long... sample) {
            int place = (begin + size) % MOST;
            for (int column = 0; column < columns.length; column++) {
                columns[column][place] = sample[column];
            }
            if (size < MOST) {
                size++;
            } else {
                begin = (begin + 1) % MOST;
            }
        }

        long[] column(int column) {
            long[] values = new long[size];
            for (int i = 0; i < size; i++) {
                values[i] = columns[column][(begin + i) % MOST];
            }
            return values;
        }
    }

    /**
     * Takes a sample where {@link #STEP} has passed since the last one; to be called once a second, or so. Spools beyond a few dozen are
     * left out.
     *
     * @param now epoch milliseconds
     */
    public void sample(long now, Supplier<List<SpoolStatus>> spools) {
        if (Math.abs(now - sampledAt) < STEP.toMillis()) {
            return;
        }
        sampledAt = now;
        List<SpoolStatus> all = spools.get();
        synchronized (rings) {
            rings.keySet().retainAll(all.stream().map(SpoolStatus::name).toList());
            for (SpoolStatus spool : all) {
                if (rings.size() < MOST_SPOOLS || rings.containsKey(spool.name())) {
                    rings.computeIfAbsent(spool.name(), name -> new Ring()).add(now, spool.waitingRecords(),
                            spool.waitingBytes(), spool.oldestAgeMillis());
                }
            }
        }
    }

    /** Of the spool of that name; empty where there is none yet. */
    public Samples of(String spool) {
        synchronized (rings) {
            Ring ring = rings.get(spool);
            if (ring == null) {
                return NONE;
            }
            return new Samples(ring.column(0), ring.column(1), ring.column(2), ring.column(3));
        }
    }
}
