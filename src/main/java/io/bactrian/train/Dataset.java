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
}
