package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.model.ModelUnavailable;

@ExpectedErrors("io.bactrian.rollout")
class ControlTest extends RolloutTestBase {
    private static void assertConflict(boolean unknown, String reason, ThrowingCallable asked) {
        ModelConflictException refused = catchThrowableOfType(ModelConflictException.class, asked);
        assertThat(refused).isNotNull().hasMessageContaining(reason);
        assertThat(refused.unknown()).isEqualTo(unknown);
    }

    @Test
    void theVersionsInMemoryAndTheFilesOfCompleteOnesAreTold() throws Exception {
        rollout.twoOnProbation().await(3, "model.onnx is not there").tick();

        assertThat(rollout.rollouts.inMemory(PUMP)).extracting(version -> version.version()).containsExactly(2, 1);
        assertThat(rollout.rollouts.files(PUMP, 2).digest()).isEqualTo("b");
        assertThatThrownBy(() -> rollout.rollouts.files(PUMP, 3)).isInstanceOf(ModelConflictException.class)
                .hasMessageContaining("no complete version 3");
        assertThatThrownBy(() -> rollout.rollouts.inMemory("nobody")).isInstanceOf(ModelConflictException.class);
        assertThatThrownBy(() -> rollout.rollouts.history("nobody")).isInstanceOf(ModelConflictException.class);
    }

    @Test
    void aPersonPromotesWhatWaits() throws ModelConflictException {
        rollout.with(Promote.MANUAL, 0);
        rollout.oneAndTwo().agree(2, "b", 100).tick().rollouts.promote(PUMP, 2);
        assertThat(rollout.serving()).isEqualTo("pump 2/b");
        assertThat(rollout.state(2)).isEqualTo(State.PROBATION);
        assertThat(rollout.published()).endsWith("promoted 2");
    }

    @Test
    void aPersonPromotesFromTheShadowWhateverTheGateSays() throws ModelConflictException {
        rollout.oneAndTwo().rollouts.promote(PUMP, 2);
        assertThat(rollout.serving()).isEqualTo("pump 2/b");
    }

    @Test
    void aPersonPromotesALowerVersionAndTheHigherOneDoesNotComeBackByItself() throws ModelConflictException {
        rollout.put(1, "a").put(2, "b").start().tick();
        rollout.rollouts.promote(PUMP, 1);
        rollout.tick(5);
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.state(2)).isEqualTo(State.RETIRED);
        rollout.restart().tick(5);
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.state(2)).isEqualTo(State.RETIRED);
        rollout.rollouts.promote(PUMP, 2);
        assertThat(rollout.serving()).isEqualTo("pump 2/b");
    }

    @Test
    void aPersonPromotesAVersionThatWasRolledBack() throws ModelConflictException {
        rollout.twoOnProbation();
        rollout.stats(2, "b").failed();
        rollout.tick().rollouts.promote(PUMP, 2);
        assertThat(rollout.tick().serving()).isEqualTo("pump 2/b");
        assertThat(rollout.state(2)).isEqualTo(State.PROBATION);
    }

    @Test
    void theCandidateThatAPersonPassesOverIsNotTriedAgainByItself() throws ModelConflictException {
        rollout.put(1, "a").put(2, "b").start().tick();
        rollout.put(3, "c").tick().rollouts.promote(PUMP, 1);
        rollout.tick(3);
        assertThat(rollout.state(3)).isEqualTo(State.IDLE);
        assertThat(rollout.version(3).reason()).contains("superseded when an operator");
    }

    @Test
    void promotingTheOldVersionDuringTheProbationTurnsTheProbationAround() throws ModelConflictException {
        rollout.twoOnProbation().rollouts.promote(PUMP, 1);
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.state(1)).isEqualTo(State.PROBATION);
        assertThat(rollout.engine.fallbacks).hasSize(1);
        rollout.pass(Duration.ofMinutes(10)).tick(3);
        assertThat(rollout.engine.inMemory).hasSize(1);
        assertThat(rollout.state(2)).isEqualTo(State.RETIRED);
    }

    @Test
    void theChecksAreMadeAgainForAPerson() {
        rollout.put(1, "a").put(2, "b").start().tick();
        rollout.engine.refusals.put("a", "truncated");
        assertConflict(false, "rejected: truncated", () -> rollout.rollouts.promote(PUMP, 1));
        assertThat(rollout.published()).endsWith("rejected 1");
        assertConflict(false, "it is rejected: truncated; it is checked again when its folder changes",
                () -> rollout.rollouts.promote(PUMP, 1));
    }

    @Test
    void whatCannotBePromotedSaysWhyAndWhatCanBeDone() {
        rollout.put(1, "a").await(2, "model.onnx still grows").start().tick();
        assertConflict(true, "no model 'fan'; expected one of [pump]", () -> rollout.rollouts.promote("fan", 1));
        assertConflict(true, "there is no such folder; expected one of [2, 1]",
                () -> rollout.rollouts.promote(PUMP, 7));
        assertConflict(false, "incomplete: model.onnx still grows", () -> rollout.rollouts.promote(PUMP, 2));
        assertConflict(false, "it is in service", () -> rollout.rollouts.promote(PUMP, 1));
    }

    @Test
    void aPersonRollsTheVersionInServiceBackDuringTheProbation() throws ModelConflictException {
        rollout.twoOnProbation().rollouts.rollBack(PUMP, 2);
        assertThat(rollout.tick(3).serving()).isEqualTo("pump 1/a");
        assertThat(rollout.state(2)).isEqualTo(State.ROLLED_BACK);
        assertThat(rollout.published()).endsWith("rolled-back 2");
    }

    @Test
    void aPersonRollsTheVersionInServiceBackAfterTheProbationWhereTheOldOneIsOnDisk() throws ModelConflictException {
        rollout.twoOnProbation().pass(Duration.ofMinutes(10)).tick(2).rollouts.rollBack(PUMP, 2);
        assertThat(rollout.tick(3).serving()).isEqualTo("pump 1/a");
        assertThat(rollout.engine.calls).filteredOn(call -> call.equals("load 1/a")).hasSize(2);
        assertConflict(false, "no version is known to have served before it",
                () -> rollout.rollouts.rollBack(PUMP, 1));
    }

    @Test
    void withoutAnOldVersionNothingIsRolledBack() {
        rollout.twoOnProbation().pass(Duration.ofMinutes(10)).tick(2).remove(1).tick();
        assertConflict(false, "version 1, which served before it, is no longer there",
                () -> rollout.rollouts.rollBack(PUMP, 2));
        rollout.put(1, "a").tick().engine.refusals.put("a", "truncated");
        assertConflict(false, "rejected: truncated", () -> rollout.rollouts.rollBack(PUMP, 2));
        assertThat(rollout.serving()).isEqualTo("pump 2/b");
    }

    @Test
    void contentThatWasRolledBackIsNotWhatAPersonGoesBackTo() throws ModelConflictException {
        rollout.put(1, "a").start().tick();
        rollout.put(1, "a2").tick().compare(1, "a2", 100, 1, 2).tick();
        rollout.put(2, "b").tick().rollouts.promote(PUMP, 2);
        rollout.pass(Duration.ofMinutes(10)).tick(2);
        assertConflict(false, "version 1, which served before it, is rolled-back",
                () -> rollout.rollouts.rollBack(PUMP, 2));
        assertThat(rollout.serving()).isEqualTo("pump 2/b");
    }

    @Test
    void aPersonRollsACandidateBackAndHasItTriedAgain() throws ModelConflictException {
        rollout.oneAndTwo().agree(2, "b", 50).rollouts.rollBack(PUMP, 2);
        assertThat(rollout.tick(2).state(2)).isEqualTo(State.ROLLED_BACK);
        assertConflict(false, "it is rolled-back: requested by an operator",
                () -> rollout.rollouts.rollBack(PUMP, 2));
        rollout.rollouts.shadow(PUMP, 2);
        assertThat(rollout.tick().state(2)).isEqualTo(State.SHADOW);
        assertThat(rollout.version(2).comparison().messages()).isZero();
        rollout.agree(2, "b", 50).rollouts.shadow(PUMP, 2);
        assertThat(rollout.version(2).comparison().messages()).isZero();
        assertThat(rollout.agree(2, "b", 100).tick().serving()).isEqualTo("pump 2/b");
    }

    @Test
    void aPersonHasALowerVersionTriedAndTheSupersededOneStaysAside() throws ModelConflictException {
        rollout.put(1, "a").put(2, "b").start().tick();
        rollout.put(3, "c").tick().rollouts.shadow(PUMP, 1);
        assertThat(rollout.tick(3).state(1)).isEqualTo(State.SHADOW);
        assertThat(rollout.state(3)).isEqualTo(State.IDLE);
        rollout.agree(1, "a", 100).tick();
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        rollout.pass(Duration.ofMinutes(10)).tick(5);
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.state(2)).isEqualTo(State.RETIRED);
    }

    @Test
    void aCanaryGoesBackToTheShadow() throws ModelConflictException {
        rollout.with(Promote.GATED, 1);
        rollout.oneAndTwo().agree(2, "b", 100).tick();
        assertThat(rollout.choose("d1").serving().version()).isEqualTo("2");
        rollout.rollouts.shadow(PUMP, 2);
        assertThat(rollout.choose("d1").serving().version()).isEqualTo("1");
        assertThat(rollout.state(2)).isEqualTo(State.SHADOW);
    }

    @Test
    void anUnloadedModelHoldsItsMessagesAndKeepsNothingInMemoryUntilItIsLoaded() throws ModelConflictException {
        rollout.twoOnProbation().reference(1, "a", 25, 1000, 1000).put(3, "c").tick().agree(3, "c", 30).rollouts
                .unload(PUMP);
        assertThat(rollout.tick(3).engine.inMemory).isEmpty();
        assertThatThrownBy(() -> rollout.choose("d1")).isInstanceOf(ModelUnavailable.class).hasMessageContaining("unloaded");
        assertThatThrownBy(() -> rollout.rollouts.choose(PUMP, "d1", 1)).isInstanceOf(ModelUnavailable.class);
        assertConflict(false, "it can be loaded", () -> rollout.rollouts.promote(PUMP, 1));
        rollout.restart().tick(3);
        assertThat(rollout.engine.inMemory).isEmpty();
        rollout.rollouts.load(PUMP);
        assertThat(rollout.serving()).isEqualTo("pump 2/b");
        assertThat(rollout.state(2)).isEqualTo(State.PROBATION);
        assertThat(rollout.version(3).comparison().messages()).isEqualTo(30);
        assertThat(rollout.published()).endsWith("unloaded 2", "loaded 2");
    }

    @Test
    void aModelThatCannotBeLoadedSaysWhyAndServesAsSoonAsItCan() throws ModelConflictException {
        rollout.put(1, "a").start().tick().rollouts.unload(PUMP);
        rollout.engine.refusals.put("a", "truncated");
        assertConflict(false, "truncated", () -> rollout.rollouts.load(PUMP));
        assertThat(rollout.put(1, "a2").tick().serving()).isEqualTo("pump 1/a2");
    }

    @Test
    void whatAPersonAskedForIsWrittenDownWhenTheCallReturns() throws ModelConflictException {
        rollout.put(1, "a").put(2, "b").start().tick();
        rollout.rollouts.promote(PUMP, 1);
        assertThat(rollout.restart().tick().serving()).isEqualTo("pump 1/a");
        assertThat(rollout.state(1)).isEqualTo(State.PROBATION);
    }
}
