package io.bactrian.train;

import io.bactrian.train.Dataset.Series;
import io.bactrian.train.Dataset.Window;

/**
 * A window on its own.
 *
 * @param rows   {@code [window][channels]}, oldest first; not copied
 * @param target the place of its label, 0 where there are none
 */
public record LabelledWindow(double[][] rows, int target) {
    Window window() {
        double[] targets = new double[rows.length];
        targets[rows.length - 1] = target;
        return new Window(new Series("", rows, targets), rows.length - 1);
    }
}
