package io.bactrian.bench;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.HdrHistogram.Histogram;

/**
 * What the load generator saw in one stretch of load; it prints one as a line of numbers.
 *
 * @param unacknowledged messages the broker did not acknowledge
 * @param nanos          from the first message to the last answer
 * @param p50            microseconds from the moment a message was due to its answer, as the next three
 */
record Phase(long sent, long answered, long refused, long duplicates, long unacknowledged, long nanos, long p50, long p99,
        long p999, long max) {
    static Phase of(long[] counts, long[] before, long nanos, Histogram micros) {
        return new Phase(counts[0] - before[0], counts[1] - before[1], counts[2] - before[2], counts[3] - before[3], counts[4],
                nanos,
                micros.getValueAtPercentile(50), micros.getValueAtPercentile(99), micros.getValueAtPercentile(99.9),
                micros.getMaxValue());
    }

    static Phase parse(String line) {
        long[] n = Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
        return new Phase(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9]);
    }

    double perSecond() {
        return nanos > 0 ? answered * 1e9 / nanos : 0;
    }

    @Override
    public String toString() {
        return LongStream.of(sent, answered, refused, duplicates, unacknowledged, nanos, p50, p99, p999, max)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
    }
}
