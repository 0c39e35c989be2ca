package io.bactrian.spark;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

import io.bactrian.train.TrainingException;

/**
 * Samples to train on, and those of other devices to judge by: no window of either has a row in common with one of the other. The same devices in
 * each run.
 */
record HeldOut(Samples training, Samples judging) {
    /** @param share of the devices to judge by */
    static HeldOut of(Samples labelled, double share) {
        long[] devices = labelled.rows().select(Columns.DEVICE_KEY).distinct().collectAsList().stream()
                .mapToLong(each -> each.getLong(0)).sorted().toArray();
        if (devices.length < 2) {
            throw new TrainingException(
                    "Labelled samples are of %d devices, expected at least two, one to judge by: give more"
                            .formatted(devices.length));
        }
        int held = (int) Math.max(1, Math.min(devices.length - 1, Math.round(share * devices.length)));
        Column judged = functions.col(Columns.DEVICE_KEY).leq(devices[held - 1]);
        return new HeldOut(labelled.where(functions.not(judged)), labelled.where(judged));
    }
}
