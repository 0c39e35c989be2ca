package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.bactrian.model.Vitals.Reading;

class WatchTest {
    private final Watch watch = new Watch(2, 5);

    @Test
    void isFineAndThenOver() {
        Reading good = new Reading(1000, 2, 0, 5_000_000);
        assertThat(watch.judge(good, 1000, false).verdict()).isEqualTo(Watch.Verdict.FINE);
        assertThat(watch.judge(good, 1000, true).verdict()).isEqualTo(Watch.Verdict.OVER);
        assertThat(watch.judge(Reading.ZERO, 1000, true).verdict()).isEqualTo(Watch.Verdict.OVER);
    }

    @Test
    void troubleComesBeforeItsEnd() {
        assertRollBack(new Reading(10, 3, 0, 0), "3 messages could not be processed, expected at most 2");
        assertRollBack(new Reading(10, 0, 1, 0), "not finite");
        assertRollBack(new Reading(20, 0, 0, 20 * 5001), "over 20 messages");
    }

    private void assertRollBack(Reading since, String reason) {
        assertThat(watch.judge(since, 1000, true).verdict()).isEqualTo(Watch.Verdict.ROLL_BACK);
        assertThat(watch.judge(since, 1000, false).reason()).contains(reason);
    }

    @Test
    void theMeanTimeOfAFewMessagesSaysNothing() {
        assertThat(watch.judge(new Reading(19, 0, 0, 1_000_000_000), 1000, false).verdict()).isEqualTo(Watch.Verdict.FINE);
    }
}
