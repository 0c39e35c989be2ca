package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watched version is taken back for its time only where like is compared with like. */
class WatchedTimeTest {
    private static final Duration NO_REST = Duration.ZERO;
    private static final long USUAL = 100_000;
    private static final long SLOW = 6 * USUAL;

    @TempDir
    Path dir;
    private Bench bench;

    @BeforeEach
    void make() {
        bench = new Bench(dir);
        bench.settings = Bench.settings(Promote.AT_ONCE, 0);
        bench.put(1, "a").start().tick();
    }

    private void promote() {
        bench.put(2, "b").tick();
        assertThat(bench.state(2)).isEqualTo(State.WATCHED);
    }

    private void answer(int version, int runs, long nanos) {
        bench.answer(version, version == 1 ? "a" : "b", runs, 1, nanos, Bench.REST);
    }

    private void reference(long watched, long before) {
        bench.reference(1, "a", 25, watched, before);
    }

    private void assertConfirmed(String reason) {
        bench.tick(3);
        assertThat(bench.state(2)).isEqualTo(State.WATCHED);
        assertThat(bench.version(2).reason()).contains(reason);
        bench.pass(Duration.ofMinutes(10)).tick();
        assertThat(bench.told()).endsWith("confirmed 2", "retired 1");
        assertThat(bench.events.get(bench.events.size() - 2).reason()).contains(reason);
    }

    private void assertRolledBack(String reason) {
        bench.tick();
        assertThat(bench.state(2)).isEqualTo(State.ROLLED_BACK);
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.version(2).reason()).contains(reason);
        assertThat(bench.engine.shadows).isEmpty();
    }

    @Test
    void aVersionThatTakesMoreTimeForTheSameIsTakenBack() {
        answer(1, 45, USUAL);
        promote();
        answer(2, 45, SLOW);
        reference(SLOW, USUAL);
        assertRolledBack("a message takes 6.");
        assertThat(bench.version(2).reason()).contains("version 1", "median of 40 runs", "expected at most 5.00 times",
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
        bench.answer(1, "a", 5000, 1, USUAL, NO_REST);
        promote();
        answer(2, 45, SLOW);
        reference(SLOW, USUAL);
        assertConfirmed("too few of them like the 40 of this version");
    }

    @Test
    void smallerBatchesAreNotLike() {
        bench.answer(1, "a", 5000, 16, USUAL, Bench.REST);
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
        bench.tick(3);
        assertThat(bench.state(2)).isEqualTo(State.WATCHED);
        assertThat(bench.version(2).reason()).contains("no verdict", "1.00 times for the same messages",
                "the machine was slower");
        assertThat(bench.engine.shadows).isEmpty();
        bench.tick(60);
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
        bench.answer(2, "b", 10, 16, SLOW, NO_REST).answer(2, "b", 35, 4, SLOW, NO_REST);
        bench.engine.shadows.get(bench.engine.running("pump", 1, "a")).dropped(100);
        assertRolledBack("a message takes 6.");
    }

    @Test
    void whereAnswersAreLateAndNothingWasAnsweredBeforeItCountsHowItWasChecked() {
        bench.engine.checked.put("b", 6000L);
        promote();
        bench.answer(2, "b", 45, 16, SLOW, NO_REST);
        bench.tick(3);
        assertThat(bench.state(2)).isEqualTo(State.WATCHED);
        bench.engine.shadows.get(bench.engine.running("pump", 1, "a")).dropped(100);
        assertRolledBack("6.00 times as long as with version 1 when they were checked");
    }

    @Test
    void whereAnswersAreLateForAnotherReasonItIsNotTakenBack() {
        promote();
        bench.answer(2, "b", 45, 16, SLOW, NO_REST);
        bench.engine.shadows.get(bench.engine.running("pump", 1, "a")).dropped(1000);
        assertConfirmed("no verdict by its time");
    }

    @Test
    void theCandidateWaitsWhileTheVersionBeforeIsTimedAndKeepsItsCounts() {
        bench = new Bench(dir.resolve("gate"));
        bench.oneAndTwo();
        answer(1, 45, USUAL);
        bench.agree(2, "b", 100).tick();
        reference(SLOW, SLOW);
        bench.put(3, "c").tick().agree(3, "c", 40);
        answer(2, 45, SLOW);
        bench.tick(62);
        assertThat(bench.engine.shadows).containsOnlyKeys(bench.engine.running("pump", 1, "a"));
        assertThat(bench.state(3)).isEqualTo(State.SHADOW);
        assertThat(bench.choose("d1").candidate().version()).isEqualTo("1");
        reference(SLOW, SLOW);
        bench.tick();
        assertThat(bench.engine.shadows).containsOnlyKeys(bench.engine.running("pump", 3, "c"));
        assertThat(bench.version(3).comparison().messages()).isEqualTo(40);
    }

    @Test
    void aCanaryIsComparedWithTheServingVersionMeanwhile() {
        canary();
        bench.answer(1, "a", 45, 1, USUAL, Bench.REST).answer(2, "b", 30, 1, SLOW, Bench.REST).tick();
        assertThat(bench.state(2)).isEqualTo(State.ROLLED_BACK);
        assertThat(bench.last().reason()).contains("as a canary: a message takes 6.");
    }

    @Test
    void aCanaryThatHasNothingLikeIsPromotedAndSaysSo() {
        canary();
        bench.answer(1, "a", 45, 1, USUAL, NO_REST).answer(2, "b", 55, 1, SLOW, Bench.REST).tick();
        assertThat(bench.state(2)).isEqualTo(State.WATCHED);
        assertThat(bench.last().reason()).contains("no verdict by its time", "too few of them like");
    }

    private void canary() {
        bench = new Bench(dir.resolve("canary"));
        bench.settings = Bench.settings(Promote.BY_GATE, 0.3);
        bench.oneAndTwo().agree(2, "b", 100).tick();
        assertThat(bench.state(2)).isEqualTo(State.CANARY);
    }
}
