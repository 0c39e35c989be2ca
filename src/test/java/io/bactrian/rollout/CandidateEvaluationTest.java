package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.model.Manifest;

@ExpectedErrors("io.bactrian.rollout")
class CandidateEvaluationTest extends RolloutTestBase {
    @Test
    void aHigherVersionRunsInTheShadowAndIsGivenBesideTheServingOne() {
        rollout.oneAndTwo();
        assertThat(rollout.state(2)).isEqualTo(State.SHADOW);
        assertThat(rollout.choose("d1").serving().version()).isEqualTo("1");
        assertThat(rollout.choose("d1").candidate().version()).isEqualTo("2");
        assertThat(rollout.published()).containsExactly("promoted 1", "shadowed 2");
    }

    @Test
    void aVersionThatIsRejectedLeavesTheServingOneAloneAndIsCheckedAgainOnlyWhenItsContentChanges() {
        rollout.engine.refusals.put("b", "golden.json, case 3: score is 2, expected 1");
        rollout.oneAndTwo().tick(5);
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.version(2).reason()).contains("case 3");
        assertThat(rollout.engine.calls).filteredOn(call -> call.equals("load 2/b")).hasSize(1);
        rollout.put(2, "b2").tick();
        assertThat(rollout.state(2)).isEqualTo(State.SHADOW);
    }

    @Test
    void immediatePromotesWhatPassesItsChecks() {
        rollout.with(Promote.IMMEDIATE, 0);
        rollout.oneAndTwo();
        assertThat(rollout.serving()).isEqualTo("pump 2/b");
        assertThat(rollout.state(2)).isEqualTo(State.PROBATION);
        rollout.put(3, "c").tick();
        assertThat(rollout.serving()).isEqualTo("pump 3/c");
        assertThat(rollout.engine.inMemory).hasSize(2);
        assertThat(rollout.published()).containsExactly("promoted 1", "promoted 2", "retired 1", "promoted 3");
    }

    @Test
    void theGatePromotesWithEnoughMessagesAndNotBefore() {
        rollout.oneAndTwo().agree(2, "b", 99).tick();
        assertThat(rollout.state(2)).isEqualTo(State.SHADOW);
        assertThat(rollout.version(2).comparison().messages()).isEqualTo(99);
        rollout.agree(2, "b", 1).tick();
        assertThat(rollout.serving()).isEqualTo("pump 2/b");
        assertThat(rollout.published()).endsWith("gate-passed 2", "promoted 2");
        assertThat(rollout.engine.shadows).containsOnlyKeys(rollout.engine.running("pump", 1, "a"));
        rollout.reference(1, "a", 25, 1000, 1000).tick();
        assertThat(rollout.engine.shadows).isEmpty();
        assertThat(rollout.choose("d1").candidate()).isNull();
    }

    @Test
    void aVersionsOwnGateComesBeforeTheConfiguredOne() {
        rollout.engine.gates.put("b", new Manifest.Gate(10, 0.5, null));
        rollout.oneAndTwo().agree(2, "b", 15).compare(2, "b", 10, 1, 2).tick();
        assertThat(rollout.serving()).isEqualTo("pump 2/b");
    }

    @Test
    void aCandidateThatFailsTheGateIsUnloadedAndNotTriedAgain() {
        rollout.oneAndTwo().compare(2, "b", 100, 1, 2).tick(5);
        assertThat(rollout.version(2).state()).isEqualTo(State.ROLLED_BACK);
        assertThat(rollout.version(2).reason()).contains("0.0000 of 100 messages", "expected at least 0.9");
        assertThat(rollout.version(2).comparison().messages()).isEqualTo(100);
        assertThat(rollout.published()).containsExactly("promoted 1", "shadowed 2", "gate-failed 2");
        assertThat(rollout.engine.inMemory).hasSize(1);
        assertThat(rollout.engine.calls).filteredOn(call -> call.equals("load 2/b")).hasSize(1);
        assertThat(rollout.choose("d1").candidate()).isNull();
    }

    @Test
    void oneAnswerThatIsNotFiniteFailsTheGateAtOnce() {
        rollout.oneAndTwo().compare(2, "b", 1, 1, Double.NaN).tick();
        assertThat(rollout.state(2)).isEqualTo(State.ROLLED_BACK);
        assertThat(rollout.last().reason()).contains("not finite");
    }

    @Test
    void manualWaitsForAPersonAndGoesOnInTheShadow() {
        rollout.with(Promote.MANUAL, 0);
        rollout.oneAndTwo().agree(2, "b", 100).tick(3);
        assertThat(rollout.state(2)).isEqualTo(State.WAITING);
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.choose("d1").candidate().version()).isEqualTo("2");
        assertThat(rollout.published()).endsWith("shadowed 2", "gate-passed 2");
        rollout.compare(2, "b", 1, 1, Double.POSITIVE_INFINITY).tick();
        assertThat(rollout.state(2)).isEqualTo(State.ROLLED_BACK);
    }

    @Test
    void aStillHigherVersionTakesTheCandidatesPlace() {
        rollout.oneAndTwo().put(3, "c").tick();
        assertThat(rollout.state(3)).isEqualTo(State.SHADOW);
        assertThat(rollout.state(2)).isEqualTo(State.IDLE);
        assertThat(rollout.version(2).reason()).isEqualTo("superseded by version 3");
        assertThat(rollout.engine.inMemory).hasSize(2);
    }

    @Test
    void aStillHigherVersionThatIsRejectedDoesNotDisturbTheCandidate() {
        rollout.oneAndTwo().agree(2, "b", 50);
        rollout.engine.refusals.put("c", "truncated");
        rollout.put(3, "c").tick();
        assertThat(rollout.version(2).comparison().messages()).isEqualTo(50);
    }

    @Test
    void ofTwoNewVersionsTheHighestIsTriedFirstAndThenTheNext() {
        rollout.put(1, "a").start().tick();
        rollout.engine.refusals.put("c", "truncated");
        rollout.put(2, "b").put(3, "c").tick();
        assertThat(rollout.published()).endsWith("rejected 3", "shadowed 2");
        rollout.put(4, "d").put(5, "e").tick();
        assertThat(rollout.published()).endsWith("shadowed 5");
        rollout.compare(5, "e", 100, 1, 2).tick();
        assertThat(rollout.published()).endsWith("gate-failed 5", "shadowed 4");
    }

    @Test
    void newContentUnderTheServingVersionsNumberIsACandidate() {
        rollout.put(1, "a").start().tick();
        rollout.put(1, "a2").tick();
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.status().versions()).extracting(ModelStatus.VersionStatus::state)
                .containsExactly(State.SERVING, State.SHADOW);
        rollout.agree(1, "a2", 100).tick();
        assertThat(rollout.serving()).isEqualTo("pump 1/a2");
        rollout.pass(Duration.ofMinutes(10)).tick();
        assertThat(rollout.engine.inMemory).hasSize(1);
    }

    @Test
    void newContentUnderTheServingVersionsNumberThatIsRejectedLeavesTheLoadedContentServing() {
        rollout.put(1, "a").start().tick();
        rollout.engine.refusals.put("a2", "truncated");
        rollout.put(1, "a2").tick(3);
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.published()).containsExactly("promoted 1", "rejected 1");
    }

    @Test
    void aCandidateWhoseFolderIsGoneIsDroppedAndOneWhoseContentChangesStartsAgain() {
        rollout.oneAndTwo().agree(2, "b", 50).put(2, "b2").tick();
        assertThat(rollout.version(2).comparison().messages()).isZero();
        rollout.remove(2).tick(3);
        assertThat(rollout.engine.inMemory).hasSize(1);
        assertThat(rollout.published()).containsExactly("promoted 1", "shadowed 2", "shadowed 2", "removed 2");
    }

    @Test
    void aCanaryThatHasAnsweredEnoughAndFailedOnAMessageIsRolledBack() {
        rollout.with(Promote.GATED, 0.3);
        rollout.oneAndTwo().agree(2, "b", 100).tick().answer(2, "b", 50);
        rollout.stats(2, "b").failed();
        rollout.tick();
        assertThat(rollout.state(2)).isEqualTo(State.ROLLED_BACK);
    }

    @Test
    void aCanaryAnswersItsShareOfTheDevicesAndIsPromotedAfterEnoughMessages() {
        rollout.with(Promote.GATED, 0.3);
        rollout.oneAndTwo().agree(2, "b", 100).tick();
        assertThat(rollout.state(2)).isEqualTo(State.CANARY);
        for (int i = 0; i < 200; i++) {
            boolean in = Canary.has("d" + i, 0.3);
            assertThat(rollout.choose("d" + i).serving().version()).isEqualTo(in ? "2" : "1");
            assertThat(rollout.choose("d" + i).candidate()).isNull();
        }
        assertThat(rollout.engine.shadows).isEmpty();
        assertThat(rollout.engine.fallbacks).hasSize(1);
        rollout.answer(2, "b", 49).tick();
        assertThat(rollout.state(2)).isEqualTo(State.CANARY);
        rollout.answer(2, "b", 1).tick();
        assertThat(rollout.state(2)).isEqualTo(State.PROBATION);
        assertThat(rollout.published()).endsWith("gate-passed 2", "canary 2", "promoted 2");
    }

    @Test
    void whatGoesWrongWithOneModelIsThrownOnceTheOthersHaveTakenTheirStep() {
        rollout.engine.broken = "f";
        rollout.put("fan", 1, "f").put(1, "a").start();
        assertThatThrownBy(rollout::tick).isInstanceOf(AssertionError.class).hasMessage("broken");
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.published()).containsExactly("promoted 1");
    }

    @Test
    void aCanaryInTroubleIsRolledBack() {
        rollout.with(Promote.GATED, 0.3);
        rollout.oneAndTwo().agree(2, "b", 100).tick();
        rollout.stats(2, "b").failed();
        rollout.tick(3);
        assertThat(rollout.state(2)).isEqualTo(State.ROLLED_BACK);
        assertThat(rollout.published()).endsWith("canary 2", "rolled-back 2");
        assertThat(rollout.engine.inMemory).hasSize(1);
        for (int i = 0; i < 50; i++) {
            assertThat(rollout.choose("d" + i).serving().version()).isEqualTo("1");
        }
    }
}
