package io.bactrian.learn;

import java.time.Duration;
import java.time.Instant;

import io.bactrian.distribution.Bins;
import io.bactrian.distribution.Distribution;

/**
 * Counts the messages of one group of devices, each channel in its bins; the first messages say where these are, unless they are known.
 * Messages come from any thread, the rest is for one.
 */
final class GroupCounter {
    /** Values that say where the bins are. */
    private static final int FIRST = 500;

    /**
     * A part of the time.
     *
     * @param counts    by channel and bin
     * @param confident how many messages had a confidence
     * @param confidence the sum of these
     */
    record Pane(Instant start, int[][] counts, long confident, double confidence) {
    }

    private double[][] first;
    private int have;
    private Bins[] bins;
    private Instant start;
    private int[][] counts;
    private long confident;
    private double confidence;
    private boolean touched = true;
    private Instant lastTouched;

    /** @param bins null to find them */
    GroupCounter(int channels, Bins[] bins, Instant now) {
        if (bins == null) {
            first = new double[channels][FIRST];
        } else {
            begin(bins, now);
        }
    }

    private void begin(Bins[] found, Instant now) {
        bins = found;
        first = null;
        empty(now);
    }

    private void empty(Instant now) {
        start = now;
        counts = new int[bins.length][];
        for (int channel = 0; channel < bins.length; channel++) {
            counts[channel] = new int[bins[channel].size()];
        }
        confident = 0;
        confidence = 0;
    }

    /**
     * Counts one message; takes some nanoseconds a channel.
     *
     * @param places of the channels in {@code data}; the score is the channel behind them, the confidence the last
     * @param sure   the confidence; NaN for none
     */
    synchronized void add(double[] data, int[] places, double score, double sure) {
        int rows = places.length;
        touched = true;
        if (bins == null) {
            for (int i = 0; i < rows; i++) {
                first[i][have] = data[places[i]];
            }
            first[rows][have] = score;
            first[rows + 1][have] = sure;
            have++;
            if (have == FIRST) {
                findBins();
            }
            return;
        }
        for (int i = 0; i < rows; i++) {
            counts[i][bins[i].bin(data[places[i]])]++;
        }
        counts[rows][bins[rows].bin(score)]++;
        counts[rows + 1][bins[rows + 1].bin(sure)]++;
        if (sure == sure) {
            confident++;
            confidence += sure;
        }
    }

    private void findBins() {
        Bins[] found = new Bins[first.length];
        for (int channel = 0; channel < first.length; channel++) {
            found[channel] = Bins.of(first[channel], Distribution.BINS);
        }
        begin(found, null);
    }

    /** Null until they are known. */
    synchronized Bins[] bins() {
        return bins;
    }

    /** What has come, once that is a whole part of the time; null before. */
    synchronized Pane take(Instant now, Duration part) {
        lastTouched = touched ? now : lastTouched;
        touched = false;
        if (bins == null) {
            return null;
        }
        start = start == null ? now : start;
        if (now.isBefore(start.plus(part))) {
            return null;
        }
        Pane taken = new Pane(start, counts, confident, confidence);
        empty(now);
        return taken;
    }

    /** When {@link #take} last found that there had been messages. */
    Instant lastTouched() {
        return lastTouched;
    }
}
