package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;

@ExpectedErrors("io.bactrian.rollout")
class ProbationTest extends RolloutTestBase {
    @Test
    void thePromotedVersionIsOnProbationWithTheOldOneLoadedAsItsFallback() {
        rollout.twoOnProbation();
        assertThat(rollout.state(2)).isEqualTo(State.PROBATION);
        assertThat(rollout.state(1)).isEqualTo(State.RETIRED);
        assertThat(rollout.engine.inMemory).hasSize(2);
        assertThat(rollout.engine.fallbacks).containsEntry(rollout.engine.running("pump", 2, "b"),
                rollout.engine.running("pump", 1, "a"));
    }

    @Test
    void theFallbackIsThereBeforeTheFirstMessage() {
        rollout.oneAndTwo().agree(2, "b", 100);
        int before = rollout.engine.calls.size();
        rollout.tick();
        assertThat(rollout.engine.calls.subList(before, rollout.engine.calls.size()))
                .containsExactly("fallBack pump 2/b pump 1/a", "shadow pump 1/a", "endShadow pump 2/b");
    }

    @Test
    void anOldVersionOfAnotherFormStandsReadyButDoesNotStandIn() {
        rollout.engine.otherForm.add(2);
        rollout.twoOnProbation();
        assertThat(rollout.engine.fallbacks).isEmpty();
        assertThat(rollout.engine.inMemory).hasSize(2);
    }

    @Test
    void afterTheProbationTheVersionIsConfirmedAndTheOldOneRetired() {
        rollout.twoOnProbation().answer(2, "b", 1000).pass(Duration.ofMinutes(9)).tick();
        assertThat(rollout.state(2)).isEqualTo(State.PROBATION);
        rollout.pass(Duration.ofMinutes(1)).tick();
        assertThat(rollout.state(2)).isEqualTo(State.SERVING);
        assertThat(rollout.engine.inMemory).hasSize(1);
        assertThat(rollout.engine.fallbacks).isEmpty();
        assertThat(rollout.published()).endsWith("promoted 2", "confirmed 2", "retired 1");
    }

    @Test
    void aFailedMessageRollsTheVersionOnProbationBackPermanently() {
        rollout.twoOnProbation();
        rollout.stats(2, "b").failed();
        rollout.tick(5);
        assertRolledBack("1 messages could not be processed");
    }

    @Test
    void anAnswerThatIsNotFiniteRollsTheVersionOnProbationBack() {
        rollout.twoOnProbation();
        rollout.stats(2, "b").notFinite();
        rollout.tick(5);
        assertRolledBack("not finite");
    }

    @Test
    void troubleFoundAtTheEndOfTheProbationRollsTheVersionBack() {
        rollout.twoOnProbation();
        rollout.stats(2, "b").failed();
        rollout.pass(Duration.ofMinutes(10)).tick(5);
        assertRolledBack("1 messages could not be processed");
    }

    @Test
    void whatTheVersionDidBeforeItWasPromotedIsNotHeldAgainstIt() {
        rollout.oneAndTwo();
        rollout.stats(2, "b").failed();
        rollout.agree(2, "b", 100).tick(3);
        assertThat(rollout.state(2)).isEqualTo(State.PROBATION);
    }

    private void assertRolledBack(String reason) {
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.state(1)).isEqualTo(State.SERVING);
        assertThat(rollout.version(2).state()).isEqualTo(State.ROLLED_BACK);
        assertThat(rollout.version(2).reason()).contains(reason);
        assertThat(rollout.last().kind()).isEqualTo(ModelEvent.Kind.ROLLED_BACK);
        assertThat(rollout.last().reason()).contains(reason).contains("version 1 serves");
        assertThat(rollout.engine.inMemory).hasSize(1);
        assertThat(rollout.engine.calls).filteredOn(call -> call.equals("load 2/b")).hasSize(1);
    }

    @Test
    void aRolledBackVersionIsTriedAgainWithOtherContent() {
        rollout.twoOnProbation();
        rollout.stats(2, "b").failed();
        rollout.tick(2).put(2, "b2").tick();
        assertThat(rollout.state(2)).isEqualTo(State.SHADOW);
    }

    @Test
    void aCandidateIsComparedDuringTheProbationButComesIntoServiceOnlyAfterIt() {
        rollout.twoOnProbation().put(3, "c").reference(1, "a", 25, 1000, 1000).tick().agree(3, "c", 100).tick(3);
        assertThat(rollout.state(3)).isEqualTo(State.SHADOW);
        assertThat(rollout.engine.inMemory).hasSize(3);
        rollout.pass(Duration.ofMinutes(10)).tick();
        assertThat(rollout.serving()).isEqualTo("pump 3/c");
    }

    @Test
    void aCandidateStartsAgainWhenTheVersionItIsComparedWithIsRolledBack() {
        rollout.twoOnProbation().put(3, "c").reference(1, "a", 25, 1000, 1000).tick().agree(3, "c", 60);
        rollout.stats(2, "b").failed();
        rollout.tick();
        assertThat(rollout.state(3)).isEqualTo(State.SHADOW);
        assertThat(rollout.version(3).comparison().messages()).isZero();
        rollout.agree(3, "c", 100).tick();
        assertThat(rollout.serving()).isEqualTo("pump 3/c");
    }

    @Test
    void aVersionRemovedWhileItServesServesOnFromMemoryAndIsPublishedOnce() {
        rollout.put(1, "a").put(2, "b").start().tick();
        rollout.remove(2).tick();
        assertThat(rollout.published()).doesNotContain("removed 2");
        rollout.tick(5);
        assertThat(rollout.serving()).isEqualTo("pump 2/b");
        assertThat(rollout.version(2).reason()).contains("its folder is gone");
        assertThat(rollout.published()).containsExactly("promoted 2", "removed 2");
        rollout.put(2, "b").tick();
        assertThat(rollout.version(2).reason()).isNull();
    }

    @Test
    void aModelWhoseFolderIsGoneServesOnAndOneThatServedNothingIsForgotten() {
        rollout.put(1, "a").start().tick();
        rollout.folder.put("fan", new java.util.TreeMap<>());
        rollout.tick();
        rollout.folder.clear();
        rollout.tick(5);
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.rollouts.names()).containsExactly("pump");
        assertThat(rollout.rollouts.choose("fan", "d1", null)).isEmpty();
    }
}
