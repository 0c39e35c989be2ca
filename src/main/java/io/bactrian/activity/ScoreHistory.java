package io.bactrian.activity;

/** A device's last scores and labels in a ring. Not thread-safe; copying it while it is written gives nonsense, and no exception. */
final class ScoreHistory {
    static final int LENGTH = 300;
    /** What one takes of the heap: 9 bytes an answer, and the arrays' own. */
    static final int BYTES = LENGTH * (Float.BYTES + Integer.BYTES + 1) + 256;
    private static final int NO_LABEL = 0;
    private static final int MOST_LABELS = 14;
    private static final int OTHER = MOST_LABELS + 1;
    static final int LONGEST_LABEL = 64;
    private static final long LONGEST_GAP = 0xffff_ffffL;

    private final float[] scores = new float[LENGTH];
    /** The low bits of milliseconds since the epoch: the newest is known in full, and each is less than 2³² ms before the next. */
    private final int[] times = new int[LENGTH];
    private final byte[] labels = new byte[LENGTH];
    private final String[] names = new String[MOST_LABELS + 2];
    private long written;
    private long begin;
    private long newest;
    private int known = NO_LABEL;

    /**
     * @param at    milliseconds since the epoch; a clock that goes back stands still here
     * @param label short, or null for none; those beyond the first 14 of the device are {@code other}
     */
    void add(long at, double score, String label) {
        if (at - newest > LONGEST_GAP) {
            begin = written;
        }
        newest = Math.max(newest, at);
        int place = (int) (written % LENGTH);
        scores[place] = (float) score;
        times[place] = (int) newest;
        labels[place] = (byte) number(label);
        written++;
    }

    private int number(String label) {
        if (label == null) {
            return NO_LABEL;
        }
        for (int i = 1; i <= known; i++) {
            if (names[i].equals(label)) {
                return i;
            }
        }
        if (known == MOST_LABELS) {
            names[OTHER] = "other";
            return OTHER;
        }
        names[++known] = label;
        return known;
    }

    /**
     * The newest, oldest first.
     *
     * @param from those that were written after so many
     * @param most so many at most
     */
    Points points(long from, int most) {
        long end = written;
        long first = Math.max(Math.max(from, begin), end - Math.min(most, LENGTH));
        int count = (int) Math.max(0, Math.min(LENGTH, end - first));
        long[] at = new long[count];
        float[] score = new float[count];
        byte[] label = new byte[count];
        long time = newest;
        for (int i = count - 1; i >= 0; i--) {
            int place = Math.floorMod(end - count + i, LENGTH);
            time -= Integer.toUnsignedLong((int) time - times[place]);
            at[i] = time;
            score[i] = scores[place];
            label[i] = labels[place];
        }
        return new Points(end, at, score, label, names.clone());
    }

    /**
     * Answers over time; all arrays are the reader's own.
     *
     * @param written answers since the device is known, those that are no more in it included
     * @param at      milliseconds since the epoch
     * @param scores  NaN where there was none
     * @param labels  places in {@code names}; 0 for none
     * @param names   null where a place is not used
     */
    record Points(long written, long[] at, float[] scores, byte[] labels, String[] names) {
    }
}
