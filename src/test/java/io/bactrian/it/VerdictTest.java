package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class VerdictTest {
    private final List<Moment> moments = new ArrayList<>();
    private double slowness = 1;
    private double givenBack = Double.NEGATIVE_INFINITY;

    @Test
    void waitingLongWithReadinessUpIsSilence() {
        seconds(10, true, 0);
        seconds(3, true, 11);
        assertThat(new Verdict(moments).silent()).extracting(Moment::waited).containsExactly(11.0, 11.0, 11.0);
    }

    @Test
    void waitingLongWithReadinessDownIsAsItShouldBe() {
        seconds(10, true, 0);
        seconds(4, true, 11);
        seconds(20, false, 20);
        seconds(4, true, 11);
        assertThat(new Verdict(moments).silent()).isEmpty();
        assertThat(new Verdict(moments).falseAlarms()).isEmpty();
    }

    @Test
    void silenceWhileTheTestHasTakenSomethingAwayIsSilenceToo() {
        without(20, true, 12);
        assertThat(new Verdict(moments).silent()).hasSize(20);
    }

    @Test
    void notReadyWhileNobodyWaitsIsAFalseAlarm() {
        seconds(10, true, 1);
        seconds(3, false, 1);
        seconds(20, true, 1);
        assertThat(new Verdict(moments).falseAlarms()).hasSize(3);
    }

    @Test
    void aSpellTooShortForAProbeIsOnlyTold() {
        seconds(10, true, 1);
        seconds(2, false, 1);
        seconds(10, true, 1);
        assertThat(new Verdict(moments).falseAlarms()).isEmpty();
        assertThat(new Verdict(moments).blips()).hasSize(1);
    }

    @Test
    void notReadyWithoutTheBrokerAndShortlyAfterwardsIsRight() {
        without(5, false, 1);
        seconds(10, false, 1);
        seconds(20, true, 1);
        assertThat(new Verdict(moments).falseAlarms()).isEmpty();
    }

    @Test
    void notReadyLongAfterTheBrokerIsBackIsAFalseAlarm() {
        without(5, false, 1);
        seconds(16, true, 1);
        seconds(5, false, 1);
        assertThat(new Verdict(moments).falseAlarms()).hasSize(5);
    }

    @Test
    void aFalseAlarmThatGoesOnUntilTheBrokerIsTakenAwayIsOneAllTheSame() {
        seconds(10, true, 1);
        seconds(4, false, 1);
        without(5, false, 1);
        seconds(20, true, 1);
        assertThat(new Verdict(moments).falseAlarms()).hasSize(4);
    }

    @Test
    void onAMachineThatIsThreeTimesSlowerAWaitMayBeThreeTimesAsLong() {
        slowness = 3;
        seconds(20, true, 29);
        seconds(20, true, 31);
        assertThat(new Verdict(moments).silent()).hasSize(20);
        assertThat(new Verdict(moments).tooLong()).isEqualTo(20);
    }

    @Test
    void oneSlowSecondExcusesNothing() {
        seconds(10, true, 0);
        slowness = 10;
        seconds(1, true, 11);
        slowness = 1;
        seconds(10, true, 11);
        assertThat(new Verdict(moments).silent()).hasSize(11);
    }

    @Test
    void theAftermathIsLongerOnASlowMachine() {
        slowness = 2;
        without(20, false, 1);
        seconds(25, false, 1);
        seconds(20, true, 1);
        assertThat(new Verdict(moments).falseAlarms()).isEmpty();
    }

    private void seconds(int count, boolean ready, double waited) {
        for (var i = 0; i < count; i++) {
            add(ready, waited, null);
        }
    }

    private void without(int count, boolean ready, double waited) {
        for (var i = 0; i < count; i++) {
            add(ready, waited, "broker");
        }
        givenBack = moments.size();
    }

    private void add(boolean ready, double waited, String cause) {
        moments.add(
                new Moment(moments.size(), "phase", ready, "", waited, slowness, cause, moments.size() - givenBack, 1, 1, 1));
    }
}
