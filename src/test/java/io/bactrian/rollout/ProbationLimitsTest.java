package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.bactrian.model.InferenceStats.Reading;

class ProbationLimitsTest {
    private static final Latency UNKNOWN = Latency.unknown("3 runs, 20 needed");

    private final ProbationLimits watch = new ProbationLimits(2, 5);

    private ProbationLimits.Decision judge(Reading since, Reading before, Latency latency, boolean enough) {
        return watch.judge(since, before, latency, enough);
    }

    @Test
    void isFineAndThenOver() {
        Reading good = new Reading(1000, 2, 0, 5_000_000);
        assertThat(judge(good, Reading.ZERO, UNKNOWN, false).verdict()).isEqualTo(ProbationLimits.Verdict.FINE);
        assertThat(judge(good, Reading.ZERO, new Latency(5, "x"), true).verdict()).isEqualTo(ProbationLimits.Verdict.OVER);
        assertThat(judge(Reading.ZERO, Reading.ZERO, UNKNOWN, true).verdict()).isEqualTo(ProbationLimits.Verdict.OVER);
    }

    @Test
    void troubleComesBeforeItsEnd() {
        assertRollBack(new Reading(10, 3, 0, 0), UNKNOWN, "3 messages could not be processed, expected at most 2");
        assertRollBack(new Reading(10, 0, 1, 0), UNKNOWN, "1 answers held a number that is not finite, expected none");
        assertRollBack(new Reading(20, 0, 0, 0), new Latency(5.1, "it takes 5.10 times as long"),
                "it takes 5.10 times as long, expected at most 5.00 times");
    }

    private void assertRollBack(Reading since, Latency latency, String reason) {
        assertThat(judge(since, Reading.ZERO, latency, true).verdict()).isEqualTo(ProbationLimits.Verdict.ROLL_BACK);
        assertThat(judge(since, Reading.ZERO, latency, false).reason()).contains(reason);
    }

    @Test
    void whatTheVersionBeforeCouldNotDoEitherIsNotHeldAgainstItWhileItIsAsFrequent() {
        Reading before = new Reading(9900, 100, 100, 0);
        assertThat(judge(new Reading(990, 10, 10, 0), before, UNKNOWN, false).verdict())
                .isEqualTo(ProbationLimits.Verdict.FINE);
        assertThat(judge(new Reading(9, 1, 1, 0), before, UNKNOWN, false).verdict()).isEqualTo(ProbationLimits.Verdict.FINE);
        assertThat(judge(new Reading(900, 100, 0, 0), before, UNKNOWN, false).reason())
                .contains("100 messages could not be processed, expected at most 23");
        assertThat(judge(new Reading(1000, 0, 100, 0), before, UNKNOWN, false).reason()).contains("not finite");
    }
}
