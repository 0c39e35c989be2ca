package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.bactrian.model.Manifest;
import io.bactrian.ops.Configured;

class GateTest {
    private final Gate gate = new Gate(1000, 0.95, 3);

    private static ComparisonResult compared(long messages, long agreed, long errors, long notFinite, double ratio) {
        return new ComparisonResult(messages, agreed, errors, notFinite, 0, Double.NaN, ratio, 20);
    }

    private void assertJudged(ComparisonResult compared, Gate.Verdict verdict, String reason) {
        assertThat(gate.judge(compared).verdict()).isEqualTo(verdict);
        assertThat(gate.judge(compared).reason()).contains(reason);
    }

    @Test
    void enoughMessagesThatAgreeInTimePass() {
        assertJudged(compared(1000, 950, 0, 0, 3), Gate.Verdict.PASSED, "0.9500 of 1000");
    }

    @Test
    void oneMessageTooFewIsNotYet() {
        assertJudged(compared(999, 0, 0, 0, 9), Gate.Verdict.NOT_YET, "999 of 1000 messages compared");
        assertJudged(compared(0, 0, 0, 0, Double.NaN), Gate.Verdict.NOT_YET, "0 of 1000");
    }

    @Test
    void tooLittleAgreementFails() {
        assertJudged(compared(1000, 949, 0, 0, 1), Gate.Verdict.FAILED, "0.9490 of 1000 messages, expected at least 0.9500");
    }

    @Test
    void tooMuchTimeFails() {
        assertJudged(compared(1000, 1000, 0, 0, 3.01), Gate.Verdict.FAILED, "3.01 times");
    }

    @Test
    void itIsNotDecidedByTheTimeOfAFewRuns() {
        ComparisonResult few = new ComparisonResult(1000, 1000, 0, 0, 0, Double.NaN, 100, 19);
        assertJudged(few, Gate.Verdict.NOT_YET, "19 of 20 runs timed");
        assertJudged(new ComparisonResult(1000, 10, 0, 0, 0, Double.NaN, Double.NaN, 0), Gate.Verdict.FAILED, "agrees");
    }

    @Test
    void oneErrorOrOneNumberThatIsNotFiniteFailsAtOnce() {
        assertJudged(compared(5, 4, 1, 0, 1), Gate.Verdict.FAILED, "1 of 5 messages could not be processed");
        assertJudged(compared(5, 4, 0, 1, 1), Gate.Verdict.FAILED, "not finite");
        assertJudged(compared(5000, 4999, 0, 1, 1), Gate.Verdict.FAILED, "not finite");
    }

    @Test
    void whatTheVersionAsksComesBeforeWhatIsConfigured() {
        RolloutConfiguration settings = Configured.rollout();
        assertThat(Gate.of(settings, Manifest.Gate.CONFIGURED)).isEqualTo(gate);
        assertThat(Gate.of(settings, new Manifest.Gate(10, null, null))).isEqualTo(new Gate(10, 0.95, 3));
        assertThat(Gate.of(settings, new Manifest.Gate(null, 0.5, 7.0))).isEqualTo(new Gate(1000, 0.5, 7));
    }
}
