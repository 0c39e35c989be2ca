package io.bactrian.twin;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** One device's twin: what is to be reported, what was, and what is on its way. Guarded by {@link Reports}, but for {@link #answered}. */
final class Twin {
    static final int NOTHING = -1;
    private static final int REPEATED = 0;
    private static final int SCORE = 1;
    private static final int AGAIN = 2;
    private static final int LABEL = 3;
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMinutes(10).toNanos();
    private static final int MOST_DOUBLINGS = 10;

    private final long period;
    private final int times;
    private final Map<String, Integer> confirmed = new HashMap<>();
    private volatile Answer latest;
    private Answer reported;
    private Answer underWay;
    private Answer failed;
    private long sentAt;
    private long notBefore;
    private int failures;
    private volatile String problem;

    /** @param times how often each property is reported at first */
    Twin(long periodNanos, int times, long now) {
        this.period = periodNanos;
        this.times = times;
        this.sentAt = now;
        this.notBefore = now;
    }

    /** Any thread. */
    void answered(Answer answer) {
        latest = answer;
    }

    /** Whether an update was sent so long ago that there will be no result. */
    boolean overdue(long now) {
        return underWay != null && now - sentAt > PATIENCE;
    }

    /** How much a report matters now; {@link #NOTHING} where none is due. */
    int urgency(long now) {
        Answer next = latest;
        if (underWay != null || now - notBefore < 0 || next == null) {
            return NOTHING;
        }
        if (!next.sameLabel(reported)) {
            return LABEL;
        }
        if (confirmed.values().stream().anyMatch(confirmations -> confirmations < times)) {
            return AGAIN;
        }
        if (Double.compare(next.score(), reported.score()) != 0) {
            return SCORE;
        }
        return now - sentAt > LONGEST_PAUSE ? REPEATED : NOTHING;
    }

    /** Whether what is due for its score alone is the same in the twin's digits: then it is not due. */
    boolean settle(int urgency) {
        Answer next = latest;
        if (urgency == SCORE && next.sameScore(reported)) {
            reported = next;
            return true;
        }
        return false;
    }

    long sentAt() {
        return sentAt;
    }

    Answer send(long now) {
        underWay = latest;
        sentAt = now;
        return underWay;
    }

    void confirm() {
        underWay.values().keySet().forEach(name -> confirmed.merge(name, 1, (before, one) -> Math.min(times, before + one)));
        confirmed.keySet().retainAll(underWay.values().keySet());
        reported = underWay;
        underWay = null;
        failures = 0;
        problem = null;
        notBefore = sentAt + period;
    }

    /** Whether the report under way failed before, and the device has sent nothing since. */
    boolean silent() {
        return underWay == failed && underWay == latest;
    }

    void fail(String reason, long now) {
        failed = underWay;
        underWay = null;
        problem = reason;
        notBefore = now + Math.min(LONGEST_PAUSE, period << Math.min(++failures, MOST_DOUBLINGS));
    }

    /** Why the last update did not succeed, or null. */
    String problem() {
        return problem;
    }
}
