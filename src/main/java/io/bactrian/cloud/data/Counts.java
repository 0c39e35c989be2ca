package io.bactrian.cloud.data;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * How much there is of a model.
 *
 * @param samples  samples
 * @param labelled those with a label
 * @param newest   when the last of them came; null where there is none
 * @param bytes    what they take on the disk, without the index
 * @param days     by the day under which they are kept, oldest first
 * @param since    see {@link #labelledSince}
 */
public record Counts(long samples, long labelled, Instant newest, long bytes, List<Day> days, ToLongFunction<Instant> since) {
    /** A day's samples, and what they take on the disk with pictures. */
    public record Day(LocalDate day, long samples, long bytes) {
        Day plus(Day other) {
            return new Day(day, samples + other.samples, bytes + other.bytes);
        }
    }

    Counts labelled(long count) {
        return new Counts(samples, count, newest, bytes, days, since);
    }

    /** Samples with a label where the sample or the label came after that instant. Reads the index; any thread. */
    public long labelledSince(Instant instant) {
        return since.applyAsLong(instant);
    }
}
