package io.bactrian.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.bactrian.model.Comparison;
import io.bactrian.model.InferenceStats;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.VersionFiles;

/** A version is in service and can be rolled back immediately: the previous version is in memory. One thread at a time. */
final class Probation implements ServiceState.Active {
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final LoadedVersion version;
    private final LoadedVersion fallback;
    private final Instant ends;
    private final InferenceStats.Reading before;
    private final InferenceStats.Reading from;
    private Reference reference = new Reference();
    private Instant measuredAt;
    private String measured = "";
    private Latency latency = Latency.unknown("it has answered nothing yet");

    /**
     * @param version  the version in service
     * @param fallback the previous version, ready to take over
     * @param before   what that did while it answered
     * @param ends     when the probation is over
     */
    Probation(LoadedVersion version, LoadedVersion fallback, InferenceStats.Reading before, Instant ends) {
        this.version = version;
        this.fallback = fallback;
        this.before = before;
        this.ends = ends;
        this.from = version.stats().begin(Latency.WARM_UP);
    }

    /** Nothing was wrong. */
    ServiceState.Serving toServing() {
        return new ServiceState.Serving(version, from, previous());
    }

    @Override
    public LoadedVersion version() {
        return version;
    }

    @Override
    public InferenceStats.Reading from() {
        return from;
    }

    @Override
    public VersionFiles.Content previous() {
        return fallback.content();
    }

    LoadedVersion fallback() {
        return fallback;
    }

    Instant ends() {
        return ends;
    }

    /** What the version has done since it is in service. */
    InferenceStats.Reading since() {
        return version.stats().read().since(from);
    }

    /** What the previous version did while it answered. */
    InferenceStats.Reading before() {
        return before;
    }

    /** Receives what comes of running the previous version beside this one; null while that is not needed. */
    Comparison reference() {
        return measuredAt == null ? reference : null;
    }

    /** Latest verdict on its time. */
    Latency latency() {
        return latency;
    }

    /** Checks its time; one above the limit is a reason to roll it back. */
    Latency time(double limit, Instant now) {
        if (measuredAt == null && !Double.isNaN(reference.ratio())) {
            measuredAt = now;
            measured = "; " + reference;
        }
        latency = compare(limit, now);
        return latency;
    }

    private Latency compare(double limit, Instant now) {
        Latency byRuns = Latency.of(since().times(), before.times(), fallback.version());
        if (byRuns.known() && !byRuns.above(limit)) {
            return byRuns;
        }
        if (measuredAt == null && reference.behind()) {
            return byRuns.known() ? byRuns : byChecks(byRuns, limit);
        }
        if (!byRuns.known()) {
            return byRuns;
        }
        if (measuredAt == null) {
            return Latency.unknown(byRuns.reason() + ", and version " + fallback.version()
                    + " is run beside it to see whether that is the machine");
        }
        if (reference.ratio() > limit) {
            return new Latency(byRuns.ratio(), byRuns.reason() + measured);
        }
        String reason = byRuns.reason() + ", but" + measured.substring(1) + ": the machine was slower";
        if (!now.isBefore(measuredAt.plus(AGAIN))) {
            reference = new Reference();
            measuredAt = null;
        }
        return Latency.unknown(reason);
    }

    /** Both were timed in the same way when they were checked; that alone is not enough, but here answers are late as well. */
    private Latency byChecks(Latency otherwise, double limit) {
        double ratio = (double) version.latencyNanos() / fallback.latencyNanos();
        return ratio > limit
                ? new Latency(ratio, String.format(Locale.ROOT,
                        "a message took %.2f times as long as with version %d when they were checked, and messages wait", ratio,
                        fallback.version()))
                : otherwise;
    }

    /**
     * The previous version, run beside the one on probation on the same messages at the same time: what slows the machine down
     * slows both. Any thread.
     */
    static final class Reference implements Comparison {
        /** Dropped messages from which the answers count as late. */
        private static final int MANY = 100;

        private final Latency.Paired times = new Latency.Paired(Map.of());
        private final LongAdder dropped = new LongAdder();

        @Override
        public void timed(long serving, long previous, int messages) {
            times.add(serving, previous);
        }

        @Override
        public void compared(ModelOutput serving, ModelOutput previous) {
            // only the times are of interest
        }

        @Override
        public void failed() {
            // the version in service has answered
        }

        @Override
        public void dropped(int messages) {
            dropped.add(messages);
        }

        /** Times the time of the previous version; NaN before enough runs. */
        double ratio() {
            Map<Integer, Long> steps = times.steps();
            return Latency.Paired.runs(steps) < Latency.LEAST_RUNS ? Double.NaN : Latency.Paired.median(steps);
        }

        /** Whether it sees nothing because the answers need the time. */
        boolean behind() {
            return dropped.sum() >= MANY;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.2f times for the same messages at the same time", ratio());
        }
    }
}
