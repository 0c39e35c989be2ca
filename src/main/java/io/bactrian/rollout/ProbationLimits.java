package io.bactrian.rollout;

import java.util.Locale;

import io.bactrian.model.InferenceStats;

/** What a version that answers may do before it is rolled back. */
record ProbationLimits(long errors, double latencyRatio) {
    static ProbationLimits of(RolloutConfiguration settings) {
        return new ProbationLimits(settings.probationErrors(), settings.probationLatencyRatio());
    }

    /**
     * Why it is to be rolled back, or null.
     *
     * @param since   what it has done since it answers
     * @param before  what the version before it had done, where that cannot stand in for it and so show which messages nobody can
     *                process; else nothing
     * @param latency its time, compared with the version before
     */
    String trouble(InferenceStats.Reading since, InferenceStats.Reading before, Latency latency) {
        long notFinite = expected(before.notFinite(), before, since);
        if (since.notFinite() > notFinite) {
            return since.notFinite() + " answers held a number that is not finite, expected "
                    + (notFinite == 0 ? "none" : "at most " + notFinite);
        }
        long most = errors + expected(before.errors(), before, since);
        if (since.errors() > most) {
            return since.errors() + " messages could not be processed, expected at most " + most;
        }
        return latency.above(latencyRatio)
                ? String.format(Locale.ROOT, "%s, expected at most %.2f times", latency.reason(), latencyRatio)
                : null;
    }

    /** What comes of as many messages when it is as frequent as before: three standard deviations above the mean at most. */
    private static long expected(long count, InferenceStats.Reading before, InferenceStats.Reading since) {
        if (count == 0) {
            return 0;
        }
        double mean = (double) count / (before.messages() + before.errors()) * (since.messages() + since.errors());
        return (long) Math.ceil(mean + 3 * Math.sqrt(mean) + 1);
    }
}
