package io.bactrian.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import io.bactrian.model.InferenceStats;
import io.bactrian.model.LoadedVersion;

/** The probation of the version in service. One thread at a time. */
final class Probation {
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final LoadedVersion serving;
    private final LoadedVersion previous;
    private final Instant ends;
    private final Served before;
    private final Served from;
    private Reference reference = new Reference();
    private Instant measuredAt;
    private String measured = "";
    private Latency latency = Latency.unknown("it has answered nothing yet");

    /**
     * @param previous the version before it, ready to take over
     * @param before   what that did while it answered
     * @param ends     when the probation is over
     */
    Probation(LoadedVersion serving, LoadedVersion previous, Served before, Instant ends) {
        this.serving = serving;
        this.previous = previous;
        this.before = before;
        this.ends = ends;
        this.from = Served.begin(serving);
    }

    LoadedVersion previous() {
        return previous;
    }

    Instant ends() {
        return ends;
    }

    InferenceStats.Reading since() {
        return serving.stats().read().since(from.counts());
    }

    InferenceStats.Reading before() {
        return before.counts();
    }

    /** The version before, while it is timed beside the one on probation; else null. */
    ShadowRun beside() {
        return measuredAt == null ? new ShadowRun(previous, reference, 1) : null;
    }

    /** Latest verdict on its time. */
    Latency latency() {
        return latency;
    }

    /** Looks at its time; one that is above the limit is to its charge. */
    Latency time(double limit, Instant now) {
        if (measuredAt == null && !Double.isNaN(reference.ratio())) {
            measuredAt = now;
            measured = "; " + reference;
        }
        latency = compare(limit, now);
        return latency;
    }

    private Latency compare(double limit, Instant now) {
        Latency byRuns = Latency.of(Served.now(serving).since(from).times(), before.times(), previous.version());
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
            return Latency.unknown(byRuns.reason() + ", and version " + previous.version()
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

    /** Both were timed in the same way when they were checked; that alone is no ground, but here answers are late as well. */
    private Latency byChecks(Latency otherwise, double limit) {
        double ratio = (double) serving.latencyNanos() / previous.latencyNanos();
        return ratio > limit
                ? new Latency(ratio, String.format(Locale.ROOT,
                        "a message took %.2f times as long as with version %d when they were checked, and messages wait", ratio,
                        previous.version()))
                : otherwise;
    }
}
