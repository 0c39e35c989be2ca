package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;

/** A version on probation is rolled back for its time only where like is compared with like. */
@ExpectedErrors("io.bactrian.rollout")
class ProbationTimeTest extends RolloutTestBase {
    private static final Duration NO_REST = Duration.ZERO;
    private static final long USUAL = 100_000;
    private static final long SLOW = 6 * USUAL;

    @BeforeEach
    void make() {
        rollout.with(Promote.IMMEDIATE, 0);
        rollout.put(1, "a").start().tick();
    }

    private void promote() {
        rollout.put(2, "b").tick();
        assertThat(rollout.state(2)).isEqualTo(State.PROBATION);
    }

    private void answer(int version, int runs, long nanos) {
        rollout.answer(version, version == 1 ? "a" : "b", runs, 1, nanos, RolloutFixture.REST);
    }

    private void reference(long serving, long before) {
        rollout.reference(1, "a", 25, serving, before);
    }

    private void assertConfirmed(String reason) {
        rollout.tick(3);
        assertThat(rollout.state(2)).isEqualTo(State.PROBATION);
        assertThat(rollout.version(2).reason()).contains(reason);
        rollout.pass(Duration.ofMinutes(10)).tick();
        assertThat(rollout.published()).endsWith("confirmed 2", "retired 1");
        assertThat(rollout.events.get(rollout.events.size() - 2).reason()).contains(reason);
    }

    private void assertRolledBack(String reason) {
        rollout.tick();
        assertThat(rollout.state(2)).isEqualTo(State.ROLLED_BACK);
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.version(2).reason()).contains(reason);
        assertThat(rollout.engine.shadows).isEmpty();
    }

    @Test
    void aVersionThatTakesMoreTimeForTheSameIsRolledBack() {
        answer(1, 45, USUAL);
        promote();
        answer(2, 45, SLOW);
        reference(SLOW, USUAL);
        assertRolledBack("a message takes 6.");
        assertThat(rollout.version(2).reason()).contains("version 1", "median of 40 runs", "expected at most 5.00 times",
                "for the same messages at the same time");
    }

    @Test
    void aVersionThatTakesAsLongIsConfirmedAndSaysSo() {
        answer(1, 45, USUAL);
        promote();
        answer(2, 45, USUAL);
        assertConfirmed("a message takes 1.00 times as long as with version 1");
    }

    @Test
    void withoutTrafficBeforeThereIsNoVerdict() {
        promote();
        answer(2, 45, 20_000);
        assertConfirmed("no verdict by its time: version 1 answered 0 runs");
    }

    @Test
    void aFewRunsOnEitherSideAreNoGround() {
        answer(1, 24, USUAL);
        promote();
        answer(2, 45, SLOW);
        reference(SLOW, USUAL);
        assertConfirmed("version 1 answered 19 runs");
    }

    @Test
    void aFewRunsOfItsOwnAreNoGround() {
        answer(1, 45, USUAL);
        promote();
        answer(2, 24, SLOW);
        reference(SLOW, USUAL);
        assertConfirmed("no verdict by its time: 19 runs, 20 needed");
    }

    @Test
    void theFirstRunsOfEitherAreLeftOut() {
        answer(1, 5, 1);
        answer(1, 40, USUAL);
        promote();
        answer(2, 5, 1_000 * USUAL);
        answer(2, 21, USUAL);
        assertConfirmed("takes 1.00 times");
    }

    @Test
    void aFewOutliersAreNoGround() {
        answer(1, 45, USUAL);
        promote();
        answer(2, 30, USUAL);
        answer(2, 10, 10_000 * USUAL);
        reference(SLOW, USUAL);
        assertConfirmed("takes 1.00 times");
    }

    @Test
    void runsThatComeLaterAfterTheOneBeforeAreNotLike() {
        rollout.answer(1, "a", 5000, 1, USUAL, NO_REST);
        promote();
        answer(2, 45, SLOW);
        reference(SLOW, USUAL);
        assertConfirmed("too few of them like the 40 of this version");
    }

    @Test
    void smallerBatchesAreNotLike() {
        rollout.answer(1, "a", 5000, 16, USUAL, RolloutFixture.REST);
        promote();
        answer(2, 45, SLOW);
        reference(SLOW, USUAL);
        assertConfirmed("too few of them like the 40 of this version");
    }

    @Test
    void aSlowerMachineIsNoGroundAndIsLookedAtAgain() {
        answer(1, 45, USUAL);
        promote();
        answer(2, 45, SLOW);
        reference(SLOW, SLOW);
        rollout.tick(3);
        assertThat(rollout.state(2)).isEqualTo(State.PROBATION);
        assertThat(rollout.version(2).reason()).contains("no verdict", "1.00 times for the same messages",
                "the machine was slower");
        assertThat(rollout.engine.shadows).isEmpty();
        rollout.tick(60);
        reference(SLOW, USUAL);
        assertRolledBack("a message takes 6.");
    }

    @Test
    void whileTheMachineIsNotKnownToBeTheReasonThereIsNoVerdict() {
        answer(1, 45, USUAL);
        promote();
        answer(2, 45, SLOW);
        assertConfirmed("is run beside it");
    }

    @Test
    void whereAnswersAreLateRunsThatHadItEasierAreGround() {
        answer(1, 45, USUAL);
        promote();
        rollout.answer(2, "b", 10, 16, SLOW, NO_REST).answer(2, "b", 35, 4, SLOW, NO_REST);
        rollout.engine.shadows.get(rollout.engine.running("pump", 1, "a")).dropped(100);
        assertRolledBack("a message takes 6.");
    }

    @Test
    void whereAnswersAreLateAndNothingWasAnsweredBeforeItCountsHowItWasChecked() {
        rollout.engine.checked.put("b", 6000L);
        promote();
        rollout.answer(2, "b", 45, 16, SLOW, NO_REST);
        rollout.tick(3);
        assertThat(rollout.state(2)).isEqualTo(State.PROBATION);
        rollout.engine.shadows.get(rollout.engine.running("pump", 1, "a")).dropped(100);
        assertRolledBack("6.00 times as long as with version 1 when they were checked");
    }

    @Test
    void whereAnswersAreLateForAnotherReasonItIsNotRolledBack() {
        promote();
        rollout.answer(2, "b", 45, 16, SLOW, NO_REST);
        rollout.engine.shadows.get(rollout.engine.running("pump", 1, "a")).dropped(1000);
        assertConfirmed("no verdict by its time");
    }

    @Test
    void theCandidateWaitsWhileTheVersionBeforeIsTimedAndKeepsItsCounts() {
        rollout = new RolloutFixture(dir.resolve("gate"));
        rollout.oneAndTwo();
        answer(1, 45, USUAL);
        rollout.agree(2, "b", 100).tick();
        reference(SLOW, SLOW);
        rollout.put(3, "c").tick().agree(3, "c", 40);
        answer(2, 45, SLOW);
        rollout.tick(62);
        assertThat(rollout.engine.shadows).containsOnlyKeys(rollout.engine.running("pump", 1, "a"));
        assertThat(rollout.state(3)).isEqualTo(State.SHADOW);
        assertThat(rollout.choose("d1").candidate().version()).isEqualTo("1");
        reference(SLOW, SLOW);
        rollout.tick();
        assertThat(rollout.engine.shadows).containsOnlyKeys(rollout.engine.running("pump", 3, "c"));
        assertThat(rollout.version(3).comparison().messages()).isEqualTo(40);
    }

    @Test
    void aCanaryIsComparedWithTheServingVersionMeanwhile() {
        canary();
        rollout.answer(1, "a", 45, 1, USUAL, RolloutFixture.REST).answer(2, "b", 30, 1, SLOW, RolloutFixture.REST).tick();
        assertThat(rollout.state(2)).isEqualTo(State.ROLLED_BACK);
        assertThat(rollout.last().reason()).contains("as a canary: a message takes 6.");
    }

    @Test
    void aCanaryThatHasNothingLikeIsPromotedAndSaysSo() {
        canary();
        rollout.answer(1, "a", 45, 1, USUAL, NO_REST).answer(2, "b", 55, 1, SLOW, RolloutFixture.REST).tick();
        assertThat(rollout.state(2)).isEqualTo(State.PROBATION);
        assertThat(rollout.last().reason()).contains("no verdict by its time", "too few of them like");
    }

    private void canary() {
        rollout = new RolloutFixture(dir.resolve("canary"));
        rollout.with(Promote.GATED, 0.3);
        rollout.oneAndTwo().agree(2, "b", 100).tick();
        assertThat(rollout.state(2)).isEqualTo(State.CANARY);
    }
}
