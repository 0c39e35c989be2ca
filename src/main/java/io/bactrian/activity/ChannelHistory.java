package io.bactrian.activity;

import java.util.Arrays;
import java.util.List;

import io.bactrian.model.Manifest;
import io.bactrian.telemetry.Telemetry;

/** What a device's last messages had in each channel, as it was sent, in a ring; kept while somebody looks at the device. Not thread-safe. */
final class ChannelHistory {
    static final int LENGTH = 300;
    static final int MOST_CHANNELS = 64;

    private final Manifest model;
    private final List<String> names;
    private final float[] rows;
    private final long[] times = new long[LENGTH];
    private long written;

    /** @param model whose channels are kept, the first 64 */
    ChannelHistory(Manifest model) {
        this.model = model;
        List<String> all = model.featureNames();
        names = List.copyOf(all.subList(0, Math.min(all.size(), MOST_CHANNELS)));
        rows = new float[LENGTH * names.size()];
    }

    boolean isOf(Manifest other) {
        return model == other;
    }

    /** A picture has no channels. */
    void add(long at, Telemetry telemetry) {
        if (telemetry.isPicture() || names.isEmpty()) {
            return;
        }
        int row = (int) (written % LENGTH) * names.size();
        Arrays.fill(rows, row, row + names.size(), Float.NaN);
        String[] given = telemetry.channels();
        double[] values = telemetry.values();
        for (int i = 0; i < values.length; i++) {
            int place = given == null || i < names.size() && names.get(i).equals(given[i]) ? i : names.indexOf(given[i]);
            if (place >= 0 && place < names.size()) {
                rows[row + place] = (float) values[i];
            }
        }
        times[(int) (written % LENGTH)] = at;
        written++;
    }

    /** @param from those that were written after so many */
    Rows rows(long from) {
        long end = written;
        int count = (int) Math.max(0, Math.min(LENGTH, end - from));
        long[] at = new long[count];
        float[] values = new float[count * names.size()];
        for (int i = 0; i < count; i++) {
            int place = Math.floorMod(end - count + i, LENGTH);
            at[i] = times[place];
            System.arraycopy(rows, place * names.size(), values, i * names.size(), names.size());
        }
        return new Rows(end, names, at, values);
    }

    /**
     * Channels over time; the arrays are the reader's own.
     *
     * @param values row by row; NaN where a message had none
     */
    record Rows(long written, List<String> names, long[] at, float[] values) {
    }
}
