package io.bactrian.learn;

import java.time.Instant;
import java.util.List;

/** Whether a group drifts: it begins with one comparison, and ends after some. Verdicts from one thread, questions from any. */
final class DriftState {
    /** So many comparisons in turn must find nothing before it is over. */
    private static final int QUIET = 2;

    private static final int MOST_SHOWN = 16;

    private volatile Instant since;
    private volatile double level;
    private volatile List<DriftEvent.Channel> shown = List.of();
    private volatile double expectedAccuracy = Double.NaN;
    private int quiet;
    private List<DriftEvent.Channel> begun = List.of();

    /** A begin or an end. */
    record Turn(boolean began, Instant since, List<DriftEvent.Channel> channels) {
    }

    /** What a verdict changes: null where it is as it was. */
    Turn judge(WindowComparison.Verdict verdict) {
        level = verdict.level();
        shown = shown(verdict);
        expectedAccuracy = verdict.expectedAccuracy();
        if (!verdict.beyond().isEmpty()) {
            quiet = 0;
            if (since == null) {
                begun = verdict.beyond();
                since = verdict.since();
                return new Turn(true, since, begun);
            }
        } else if (since != null && ++quiet >= QUIET) {
            Turn end = new Turn(false, since, begun);
            since = null;
            begun = List.of();
            return end;
        }
        return null;
    }

    private static List<DriftEvent.Channel> shown(WindowComparison.Verdict verdict) {
        if (!verdict.beyond().isEmpty()) {
            return verdict.beyond().stream().limit(MOST_SHOWN).toList();
        }
        return verdict.furthest() == null ? List.of() : List.of(verdict.furthest());
    }

    /** As they were at the last comparison: the channels beyond their limits, the furthest first and a few at most; else the furthest one. */
    List<DriftEvent.Channel> shown() {
        return shown;
    }

    /** When it began; null while the group does not drift. */
    Instant since() {
        return since;
    }

    /** The channels that drift, as they were at its begin. */
    List<DriftEvent.Channel> begun() {
        return begun;
    }

    boolean drifting() {
        return since != null;
    }

    /** The largest difference over its limit, at the last comparison. */
    double level() {
        return level;
    }

    /** Mean confidence at the last comparison; NaN for none. */
    double expectedAccuracy() {
        return expectedAccuracy;
    }
}
