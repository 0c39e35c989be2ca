package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.model.Manifest;

class TrialsTest {
    @TempDir
    Path dir;
    private Bench bench;

    @BeforeEach
    void make() {
        bench = new Bench(dir);
    }

    @Test
    void aHigherVersionRunsInTheShadowAndIsGivenBesideTheServingOne() {
        bench.oneAndTwo();
        assertThat(bench.state(2)).isEqualTo(State.SHADOW);
        assertThat(bench.choose("d1").serving().version()).isEqualTo("1");
        assertThat(bench.choose("d1").candidate().version()).isEqualTo("2");
        assertThat(bench.told()).containsExactly("promoted 1", "shadowed 2");
    }

    @Test
    void aVersionThatIsRefusedLeavesTheServingOneAloneAndIsLookedAtAgainOnlyWhenItsContentChanges() {
        bench.engine.refusals.put("b", "golden.json, case 3: score is 2, expected 1");
        bench.oneAndTwo().tick(5);
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.version(2).reason()).contains("case 3");
        assertThat(bench.engine.calls).filteredOn(call -> call.equals("load 2/b")).hasSize(1);
        bench.put(2, "b2").tick();
        assertThat(bench.state(2)).isEqualTo(State.SHADOW);
    }

    @Test
    void atOncePromotesWhatPassesItsChecks() {
        bench.settings = Bench.settings(Promote.AT_ONCE, 0);
        bench.oneAndTwo();
        assertThat(bench.serving()).isEqualTo("pump 2/b");
        assertThat(bench.state(2)).isEqualTo(State.WATCHED);
        bench.put(3, "c").tick();
        assertThat(bench.serving()).isEqualTo("pump 3/c");
        assertThat(bench.engine.inMemory).hasSize(2);
        assertThat(bench.told()).containsExactly("promoted 1", "promoted 2", "retired 1", "promoted 3");
    }

    @Test
    void theGatePromotesWithEnoughMessagesAndNotBefore() {
        bench.oneAndTwo().agree(2, "b", 99).tick();
        assertThat(bench.state(2)).isEqualTo(State.SHADOW);
        assertThat(bench.version(2).comparison().messages()).isEqualTo(99);
        bench.agree(2, "b", 1).tick();
        assertThat(bench.serving()).isEqualTo("pump 2/b");
        assertThat(bench.told()).endsWith("gate-passed 2", "promoted 2");
        assertThat(bench.engine.shadows).containsOnlyKeys(bench.engine.running("pump", 1, "a"));
        bench.reference(1, "a", 25, 1000, 1000).tick();
        assertThat(bench.engine.shadows).isEmpty();
        assertThat(bench.choose("d1").candidate()).isNull();
    }

    @Test
    void aVersionsOwnGateComesBeforeTheConfiguredOne() {
        bench.engine.gates.put("b", new Manifest.Gate(10, 0.5, null));
        bench.oneAndTwo().agree(2, "b", 15).compare(2, "b", 10, 1, 2).tick();
        assertThat(bench.serving()).isEqualTo("pump 2/b");
    }

    @Test
    void aCandidateThatFailsTheGateIsUnloadedAndNotTriedAgain() {
        bench.oneAndTwo().compare(2, "b", 100, 1, 2).tick(5);
        assertThat(bench.version(2).state()).isEqualTo(State.ROLLED_BACK);
        assertThat(bench.version(2).reason()).contains("0.0000 of 100 messages", "expected at least 0.9");
        assertThat(bench.version(2).comparison().messages()).isEqualTo(100);
        assertThat(bench.told()).containsExactly("promoted 1", "shadowed 2", "gate-failed 2");
        assertThat(bench.engine.inMemory).hasSize(1);
        assertThat(bench.engine.calls).filteredOn(call -> call.equals("load 2/b")).hasSize(1);
        assertThat(bench.choose("d1").candidate()).isNull();
    }

    @Test
    void oneAnswerThatIsNotFiniteFailsTheGateAtOnce() {
        bench.oneAndTwo().compare(2, "b", 1, 1, Double.NaN).tick();
        assertThat(bench.state(2)).isEqualTo(State.ROLLED_BACK);
        assertThat(bench.last().reason()).contains("not finite");
    }

    @Test
    void byHandWaitsForAPersonAndGoesOnInTheShadow() {
        bench.settings = Bench.settings(Promote.BY_HAND, 0);
        bench.oneAndTwo().agree(2, "b", 100).tick(3);
        assertThat(bench.state(2)).isEqualTo(State.WAITING);
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.choose("d1").candidate().version()).isEqualTo("2");
        assertThat(bench.told()).endsWith("shadowed 2", "gate-passed 2");
        bench.compare(2, "b", 1, 1, Double.POSITIVE_INFINITY).tick();
        assertThat(bench.state(2)).isEqualTo(State.ROLLED_BACK);
    }

    @Test
    void aStillHigherVersionTakesTheCandidatesPlace() {
        bench.oneAndTwo().put(3, "c").tick();
        assertThat(bench.state(3)).isEqualTo(State.SHADOW);
        assertThat(bench.state(2)).isEqualTo(State.IDLE);
        assertThat(bench.version(2).reason()).isEqualTo("superseded by version 3");
        assertThat(bench.engine.inMemory).hasSize(2);
    }

    @Test
    void aStillHigherVersionThatIsRefusedDoesNotDisturbTheCandidate() {
        bench.oneAndTwo().agree(2, "b", 50);
        bench.engine.refusals.put("c", "truncated");
        bench.put(3, "c").tick();
        assertThat(bench.version(2).comparison().messages()).isEqualTo(50);
    }

    @Test
    void ofTwoNewVersionsTheHighestIsTriedFirstAndThenTheNext() {
        bench.put(1, "a").start().tick();
        bench.engine.refusals.put("c", "truncated");
        bench.put(2, "b").put(3, "c").tick();
        assertThat(bench.told()).endsWith("refused 3", "shadowed 2");
        bench.put(4, "d").put(5, "e").tick();
        assertThat(bench.told()).endsWith("shadowed 5");
        bench.compare(5, "e", 100, 1, 2).tick();
        assertThat(bench.told()).endsWith("gate-failed 5", "shadowed 4");
    }

    @Test
    void newContentUnderTheServingVersionsNumberIsACandidate() {
        bench.put(1, "a").start().tick();
        bench.put(1, "a2").tick();
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.status().versions()).extracting(ModelStatus.VersionStatus::state)
                .containsExactly(State.SERVING, State.SHADOW);
        bench.agree(1, "a2", 100).tick();
        assertThat(bench.serving()).isEqualTo("pump 1/a2");
        bench.pass(Duration.ofMinutes(10)).tick();
        assertThat(bench.engine.inMemory).hasSize(1);
    }

    @Test
    void newContentUnderTheServingVersionsNumberThatIsRefusedLeavesTheLoadedContentServing() {
        bench.put(1, "a").start().tick();
        bench.engine.refusals.put("a2", "truncated");
        bench.put(1, "a2").tick(3);
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.told()).containsExactly("promoted 1", "refused 1");
    }

    @Test
    void aCandidateWhoseFolderIsGoneIsDroppedAndOneWhoseContentChangesStartsAgain() {
        bench.oneAndTwo().agree(2, "b", 50).put(2, "b2").tick();
        assertThat(bench.version(2).comparison().messages()).isZero();
        bench.remove(2).tick(3);
        assertThat(bench.engine.inMemory).hasSize(1);
        assertThat(bench.told()).containsExactly("promoted 1", "shadowed 2", "shadowed 2", "removed 2");
    }

    @Test
    void aCanaryAnswersItsShareOfTheDevicesAndIsPromotedAfterEnoughMessages() {
        bench.settings = Bench.settings(Promote.BY_GATE, 0.3);
        bench.oneAndTwo().agree(2, "b", 100).tick();
        assertThat(bench.state(2)).isEqualTo(State.CANARY);
        for (int i = 0; i < 200; i++) {
            boolean in = Canary.has("d" + i, 0.3);
            assertThat(bench.choose("d" + i).serving().version()).isEqualTo(in ? "2" : "1");
            assertThat(bench.choose("d" + i).candidate()).isNull();
        }
        assertThat(bench.engine.shadows).isEmpty();
        assertThat(bench.engine.fallbacks).hasSize(1);
        bench.answer(2, "b", 49).tick();
        assertThat(bench.state(2)).isEqualTo(State.CANARY);
        bench.answer(2, "b", 1).tick();
        assertThat(bench.state(2)).isEqualTo(State.WATCHED);
        assertThat(bench.told()).endsWith("gate-passed 2", "canary 2", "promoted 2");
    }

    @Test
    void whatGoesWrongWithOneModelIsThrownOnceTheOthersHaveTakenTheirStep() {
        bench.engine.broken = "f";
        bench.put("fan", 1, "f").put(1, "a").start();
        assertThatThrownBy(bench::tick).isInstanceOf(AssertionError.class).hasMessage("broken");
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.told()).containsExactly("promoted 1");
    }

    @Test
    void aCanaryInTroubleIsTakenBack() {
        bench.settings = Bench.settings(Promote.BY_GATE, 0.3);
        bench.oneAndTwo().agree(2, "b", 100).tick();
        bench.stats(2, "b").failed();
        bench.tick(3);
        assertThat(bench.state(2)).isEqualTo(State.ROLLED_BACK);
        assertThat(bench.told()).endsWith("canary 2", "rolled-back 2");
        assertThat(bench.engine.inMemory).hasSize(1);
        for (int i = 0; i < 50; i++) {
            assertThat(bench.choose("d" + i).serving().version()).isEqualTo("1");
        }
    }
}
