package io.bactrian.rollout;

import java.util.Locale;

import io.bactrian.model.Vitals;

/** What a version that answers may do before it is taken back. */
record Watch(long errors, double latencyRatio) {
    /** Before so many messages, their mean time says nothing. */
    static final int TIMED_MESSAGES = 20;

    enum Verdict {
        FINE, ROLL_BACK, OVER
    }

    /** @param reason why it is to be taken back, or null */
    record Decision(Verdict verdict, String reason) {
    }

    static Watch of(RolloutSettings settings) {
        return new Watch(settings.watchErrors(), settings.watchLatencyRatio());
    }

    /**
     * @param since  what it has done since it answers
     * @param before mean nanoseconds a message of the version before it
     * @param enough whether it has been watched for long enough
     */
    Decision judge(Vitals.Reading since, double before, boolean enough) {
        String trouble = trouble(since, before);
        if (trouble != null) {
            return new Decision(Verdict.ROLL_BACK, trouble);
        }
        return new Decision(enough ? Verdict.OVER : Verdict.FINE, null);
    }

    private String trouble(Vitals.Reading since, double before) {
        if (since.notFinite() > 0) {
            return since.notFinite() + " answers held a number that is not finite, expected none";
        }
        if (since.errors() > errors) {
            return since.errors() + " messages could not be processed, expected at most " + errors;
        }
        if (since.messages() >= TIMED_MESSAGES && since.nanosPerMessage() > latencyRatio * before) {
            return String.format(Locale.ROOT, "it takes %.0f µs a message over %d messages, %.2f times the version before it, "
                    + "expected at most %.2f", since.nanosPerMessage() / 1000, since.messages(),
                    since.nanosPerMessage() / before, latencyRatio);
        }
        return null;
    }
}
