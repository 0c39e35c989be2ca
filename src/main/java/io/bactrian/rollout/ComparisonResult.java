package io.bactrian.rollout;

/**
 * What a candidate's shadow has found so far.
 *
 * @param messages        messages that the serving version answered with finite numbers, and the candidate processed or failed on
 * @param agreed          messages on which both said the same
 * @param errors          messages on which the candidate failed
 * @param notFinite       messages to which the candidate gave a number that is not finite
 * @param dropped         messages not compared, because the candidate could not keep up
 * @param scoreDifference mean absolute difference of the scores, NaN where there are none
 * @param latencyRatio    the candidate's model time over the serving version's, for the same messages, by the median of runs; NaN before
 *                        the first
 * @param timed           runs that is found from
 */
public record ComparisonResult(long messages, long agreed, long errors, long notFinite, long dropped, double scoreDifference,
        double latencyRatio, long timed) {
    /** Share of messages on which both said the same, NaN before the first. */
    public double agreement() {
        return messages == 0 ? Double.NaN : (double) agreed / messages;
    }
}
