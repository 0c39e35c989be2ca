package io.bactrian.train;

/** The window of a device's rows that ends with row {@code end}. */
record Window(Series series, int end) {
    /** What its last row says is to be learnt. */
    double target() {
        return series.target()[end];
    }
}
