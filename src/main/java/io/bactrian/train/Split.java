package io.bactrian.train;

import java.util.ArrayList;
import java.util.List;

import io.bactrian.train.Dataset.Series;
import io.bactrian.train.Dataset.Window;

/**
 * Windows to train on and windows to judge by, without a row in common. A window lies within one block: a device's rows in
 * sequence, of one label where there are labels.
 *
 * @param data what is trained on, and held out of where it is split in time
 */
record Split(Dataset data, List<Window> training, List<Window> heldOut) {
    /** Holds the last {@code share} of every block out; windows that overlap the cut are in neither part. */
    static Split inTime(Dataset data, int window, int stride, double share) {
        Split split = new Split(data, new ArrayList<>(), new ArrayList<>());
        for (Series series : data.series()) {
            for (int from = 0; from < series.rows().length;) {
                int to = data.labels().isEmpty() ? series.rows().length : blockEnd(series.target(), from);
                int cut = to - (int) StrictMath.round(share * (to - from));
                add(split.training, series, from, cut, window, stride);
                add(split.heldOut, series, cut, to, window, stride);
                from = to;
            }
        }
        return split;
    }

    /** Trains on all windows of the one and judges by all of the other. */
    static Split byDevice(Dataset training, Dataset heldOut, int window, int stride) {
        return new Split(training, inTime(training, window, stride, 0).training, inTime(heldOut, window, stride, 0).training);
    }

    private static int blockEnd(double[] target, int from) {
        int to = from + 1;
        while (to < target.length && Double.compare(target[to], target[from]) == 0) {
            to++;
        }
        return to;
    }

    private static void add(List<Window> windows, Series series, int from, int to, int window, int stride) {
        for (int end = from + window - 1; end < to; end += stride) {
            if (!Double.isNaN(series.target()[end])) {
                windows.add(new Window(series, end));
            }
        }
    }
}
