package io.bactrian.rollout;

import java.util.Locale;

import io.bactrian.model.Manifest;

/** What a candidate's comparison must show before it may answer. */
record Gate(int messages, double agreement, double latencyRatio) {
    enum Verdict {
        PASSED, NOT_YET, FAILED
    }

    /** @param reason what was found, what is missing, or why not */
    record Decision(Verdict verdict, String reason) {
    }

    /** What the version asks of itself, and what is configured where it asks nothing. */
    static Gate of(RolloutConfiguration settings, Manifest.Gate own) {
        return new Gate(own.messages() == null ? settings.gate().messages() : own.messages(),
                own.agreement() == null ? settings.gate().agreement() : own.agreement(),
                own.latencyRatio() == null ? settings.gate().latencyRatio() : own.latencyRatio());
    }

    Decision judge(ComparisonResult compared) {
        if (compared.notFinite() > 0) {
            return failed("%d of %d answers held a number that is not finite, expected none", compared.notFinite(),
                    compared.messages());
        }
        if (compared.errors() > 0) {
            return failed("%d of %d messages could not be processed, expected all", compared.errors(), compared.messages());
        }
        if (compared.messages() < messages) {
            return decision(Verdict.NOT_YET, "%d of %d messages compared", compared.messages(), messages);
        }
        if (compared.agreement() < agreement) {
            return failed("it agrees with the serving version on %.4f of %d messages, expected at least %.4f",
                    compared.agreement(), compared.messages(), agreement);
        }
        if (compared.timed() < Latency.LEAST_RUNS) {
            return decision(Verdict.NOT_YET, "%d of %d runs timed", compared.timed(), Latency.LEAST_RUNS);
        }
        if (compared.latencyRatio() > latencyRatio) {
            return failed("it takes %.2f times the serving version's time, by the median of %d runs, expected at most %.2f",
                    compared.latencyRatio(), compared.timed(), latencyRatio);
        }
        return decision(Verdict.PASSED,
                "it agrees with the serving version on %.4f of %d messages and takes %.2f times its time",
                compared.agreement(), compared.messages(), compared.latencyRatio());
    }

    private static Decision failed(String reason, Object... values) {
        return decision(Verdict.FAILED, reason, values);
    }

    private static Decision decision(Verdict verdict, String reason, Object... values) {
        return new Decision(verdict, String.format(Locale.ROOT, reason, values));
    }
}
