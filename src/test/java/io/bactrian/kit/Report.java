package io.bactrian.kit;

import java.util.List;

import org.HdrHistogram.Histogram;

/**
 * What the books say.
 *
 * @param lostAnswers up to ten ids that were sent and never answered
 * @param lostSamples up to ten ids with neither a sample nor a dead letter
 * @param duplicateAnswers answers beyond the first of an id
 * @param duplicateSamples samples beyond the first of an id
 * @param answersOutOfOrder first answers that came after the one of a later message of their device
 * @param samplesOutOfOrder the same for first samples
 * @param strangers answers and records for ids that were never sent by that device
 * @param latencies microseconds from first sending to first answer
 */
public record Report(long sent, List<String> lostAnswers, List<String> lostSamples, long unanswered, long unsampled,
        long duplicateAnswers,
        long duplicateSamples, long answersOutOfOrder, long samplesOutOfOrder, long deadLetters, long strangers,
        Histogram latencies) {

    /** A latency percentile in milliseconds. */
    public double millis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1000.0;
    }

    @Override
    public String toString() {
        return "%d sent, %d without answer %s, %d without sample %s, %d repeated answers, %d repeated samples, out of order: %d answers, %d samples, "
                .formatted(sent, unanswered, lostAnswers, unsampled, lostSamples, duplicateAnswers, duplicateSamples,
                        answersOutOfOrder,
                        samplesOutOfOrder)
                + "%d dead letters, %d strangers, p50 %.1f ms, p99 %.1f ms".formatted(deadLetters, strangers, millis(50),
                        millis(99));
    }
}
