package io.bactrian.cloud.pool;

import java.time.Instant;

/**
 * What a version was fitted to. Any may be null.
 *
 * @param data    in words
 * @param samples how many
 * @param from    the time of the first
 * @param to      the time of the last
 * @param trainer what fitted it, with its options
 */
public record TrainingData(String data, Long samples, Instant from, Instant to, String trainer) {
    public static final TrainingData UNKNOWN = new TrainingData(null, null, null, null, null);

    /** What is not known here, from there. */
    TrainingData orElse(TrainingData other) {
        return new TrainingData(data == null ? other.data : data, samples == null ? other.samples : samples,
                from == null ? other.from : from, to == null ? other.to : to, trainer == null ? other.trainer : trainer);
    }
}
