package io.bactrian.train;

import java.util.List;

/**
 * Recordings of any number of devices.
 *
 * @param channels the names of a row's values
 * @param labels   what targets point into; empty where targets are numbers, or there are none
 * @param series   one a device
 */
record Dataset(List<String> channels, List<String> labels, List<Series> series) {
    int rows() {
        return series.stream().mapToInt(each -> each.rows().length).sum();
    }

    /**
     * One device's rows, oldest first.
     *
     * @param device its name; empty where the data names none
     * @param rows   {@code [rows][channels]}; not copied
     * @param target what is to be learnt of each row: a number, or the place of its label; NaN where nothing is; not copied
     */
    record Series(String device, double[][] rows, double[] target) {
    }

    /** The window of a device's rows that ends with row {@code end}. */
    record Window(Series series, int end) {
        /** What its last row says is to be learnt. */
        double target() {
            return series.target()[end];
        }
    }
}
