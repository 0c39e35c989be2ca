package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.bactrian.model.InferenceStats.Reading;
import io.bactrian.model.RunTimes;

class ProbationLimitsTest {
    private static final Latency UNKNOWN = Latency.unknown("3 runs, 20 needed");

    private final ProbationLimits watch = new ProbationLimits(2, 5);

    private String trouble(Reading since, Reading before, Latency latency) {
        return watch.trouble(since, before, latency);
    }

    private static Reading did(long messages, long errors, long notFinite) {
        return new Reading(messages, errors, notFinite, RunTimes.Reading.NONE);
    }

    @Test
    void withinItsLimitsThereIsNoTrouble() {
        assertThat(trouble(did(1000, 2, 0), Reading.ZERO, UNKNOWN)).isNull();
        assertThat(trouble(did(1000, 2, 0), Reading.ZERO, new Latency(5, "x"))).isNull();
        assertThat(trouble(Reading.ZERO, Reading.ZERO, UNKNOWN)).isNull();
    }

    @Test
    void whatIsAboveALimitIsTrouble() {
        assertThat(trouble(did(10, 3, 0), Reading.ZERO, UNKNOWN))
                .contains("3 messages could not be processed, expected at most 2");
        assertThat(trouble(did(10, 0, 1), Reading.ZERO, UNKNOWN))
                .contains("1 answers held a number that is not finite, expected none");
        assertThat(trouble(did(20, 0, 0), Reading.ZERO, new Latency(5.1, "it takes 5.10 times as long")))
                .contains("it takes 5.10 times as long, expected at most 5.00 times");
    }

    @Test
    void whatTheVersionBeforeCouldNotDoEitherIsNotHeldAgainstItWhileItIsAsFrequent() {
        Reading before = did(9900, 100, 100);
        assertThat(trouble(did(990, 10, 10), before, UNKNOWN)).isNull();
        assertThat(trouble(did(9, 1, 1), before, UNKNOWN)).isNull();
        assertThat(trouble(did(900, 100, 0), before, UNKNOWN))
                .contains("100 messages could not be processed, expected at most 23");
        assertThat(trouble(did(1000, 0, 100), before, UNKNOWN)).contains("not finite");
    }
}
