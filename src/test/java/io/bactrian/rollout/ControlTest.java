package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.model.ModelUnavailable;

class ControlTest {
    @TempDir
    Path dir;
    private Bench bench;

    @BeforeEach
    void make() {
        bench = new Bench(dir);
    }

    private static void assertNotPossible(boolean unknown, String reason, ThrowingCallable asked) {
        NotPossible refused = catchThrowableOfType(NotPossible.class, asked);
        assertThat(refused).isNotNull().hasMessageContaining(reason);
        assertThat(refused.unknown()).isEqualTo(unknown);
    }

    @Test
    void aPersonPromotesWhatWaits() throws NotPossible {
        bench.settings = Bench.settings(Promote.BY_HAND, 0);
        bench.oneAndTwo().agree(2, "b", 100).tick().rollouts.promote(Bench.PUMP, 2);
        assertThat(bench.serving()).isEqualTo("pump 2/b");
        assertThat(bench.state(2)).isEqualTo(State.WATCHED);
        assertThat(bench.told()).endsWith("promoted 2");
    }

    @Test
    void aPersonPromotesFromTheShadowWhateverTheGateSays() throws NotPossible {
        bench.oneAndTwo().rollouts.promote(Bench.PUMP, 2);
        assertThat(bench.serving()).isEqualTo("pump 2/b");
    }

    @Test
    void aPersonPromotesALowerVersionAndTheHigherOneDoesNotComeBackByItself() throws NotPossible {
        bench.put(1, "a").put(2, "b").start().tick();
        bench.rollouts.promote(Bench.PUMP, 1);
        bench.tick(5);
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.state(2)).isEqualTo(State.RETIRED);
        bench.restart().tick(5);
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.state(2)).isEqualTo(State.RETIRED);
        bench.rollouts.promote(Bench.PUMP, 2);
        assertThat(bench.serving()).isEqualTo("pump 2/b");
    }

    @Test
    void aPersonPromotesAVersionThatWasTakenBack() throws NotPossible {
        bench.twoWatched();
        bench.stats(2, "b").failed();
        bench.tick().rollouts.promote(Bench.PUMP, 2);
        assertThat(bench.tick().serving()).isEqualTo("pump 2/b");
        assertThat(bench.state(2)).isEqualTo(State.WATCHED);
    }

    @Test
    void theCandidateThatAPersonPassesOverIsNotTriedAgainByItself() throws NotPossible {
        bench.put(1, "a").put(2, "b").start().tick();
        bench.put(3, "c").tick().rollouts.promote(Bench.PUMP, 1);
        bench.tick(3);
        assertThat(bench.state(3)).isEqualTo(State.IDLE);
        assertThat(bench.version(3).reason()).contains("set aside");
    }

    @Test
    void promotingTheOldVersionDuringTheWatchTurnsTheWatchAround() throws NotPossible {
        bench.twoWatched().rollouts.promote(Bench.PUMP, 1);
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.state(1)).isEqualTo(State.WATCHED);
        assertThat(bench.engine.fallbacks).hasSize(1);
        bench.pass(Duration.ofMinutes(10)).tick(3);
        assertThat(bench.engine.inMemory).hasSize(1);
        assertThat(bench.state(2)).isEqualTo(State.RETIRED);
    }

    @Test
    void theChecksAreMadeAgainForAPerson() {
        bench.put(1, "a").put(2, "b").start().tick();
        bench.engine.refusals.put("a", "truncated");
        assertNotPossible(false, "refused: truncated", () -> bench.rollouts.promote(Bench.PUMP, 1));
        assertThat(bench.told()).endsWith("refused 1");
        assertNotPossible(false, "it is refused: truncated; it is looked at again when its folder changes",
                () -> bench.rollouts.promote(Bench.PUMP, 1));
    }

    @Test
    void whatCannotBePromotedSaysWhyAndWhatCanBeDone() {
        bench.put(1, "a").await(2, "model.onnx still grows").start().tick();
        assertNotPossible(true, "no model 'fan'; expected one of [pump]", () -> bench.rollouts.promote("fan", 1));
        assertNotPossible(true, "there is no such folder; expected one of [2, 1]",
                () -> bench.rollouts.promote(Bench.PUMP, 7));
        assertNotPossible(false, "awaited: model.onnx still grows", () -> bench.rollouts.promote(Bench.PUMP, 2));
        assertNotPossible(false, "it is in service", () -> bench.rollouts.promote(Bench.PUMP, 1));
    }

    @Test
    void aPersonTakesTheVersionInServiceBackDuringTheWatch() throws NotPossible {
        bench.twoWatched().rollouts.rollBack(Bench.PUMP, 2);
        assertThat(bench.tick(3).serving()).isEqualTo("pump 1/a");
        assertThat(bench.state(2)).isEqualTo(State.ROLLED_BACK);
        assertThat(bench.told()).endsWith("rolled-back 2");
    }

    @Test
    void aPersonTakesTheVersionInServiceBackAfterTheWatchWhereTheOldOneIsOnDisk() throws NotPossible {
        bench.twoWatched().pass(Duration.ofMinutes(10)).tick(2).rollouts.rollBack(Bench.PUMP, 2);
        assertThat(bench.tick(3).serving()).isEqualTo("pump 1/a");
        assertThat(bench.engine.calls).filteredOn(call -> call.equals("load 1/a")).hasSize(2);
        assertNotPossible(false, "no version is known to have served before it",
                () -> bench.rollouts.rollBack(Bench.PUMP, 1));
    }

    @Test
    void withoutAnOldVersionNothingIsTakenBack() {
        bench.twoWatched().pass(Duration.ofMinutes(10)).tick(2).remove(1).tick();
        assertNotPossible(false, "version 1, which served before it, is no longer there",
                () -> bench.rollouts.rollBack(Bench.PUMP, 2));
        bench.put(1, "a").tick().engine.refusals.put("a", "truncated");
        assertNotPossible(false, "refused: truncated", () -> bench.rollouts.rollBack(Bench.PUMP, 2));
        assertThat(bench.serving()).isEqualTo("pump 2/b");
    }

    @Test
    void contentThatWasTakenBackIsNotWhatAPersonGoesBackTo() throws NotPossible {
        bench.put(1, "a").start().tick();
        bench.put(1, "a2").tick().compare(1, "a2", 100, 1, 2).tick();
        bench.put(2, "b").tick().rollouts.promote(Bench.PUMP, 2);
        bench.pass(Duration.ofMinutes(10)).tick(2);
        assertNotPossible(false, "version 1, which served before it, is rolled-back",
                () -> bench.rollouts.rollBack(Bench.PUMP, 2));
        assertThat(bench.serving()).isEqualTo("pump 2/b");
    }

    @Test
    void aPersonTakesACandidateBackAndHasItTriedAgain() throws NotPossible {
        bench.oneAndTwo().agree(2, "b", 50).rollouts.rollBack(Bench.PUMP, 2);
        assertThat(bench.tick(2).state(2)).isEqualTo(State.ROLLED_BACK);
        assertNotPossible(false, "it is rolled-back: a person asked for it",
                () -> bench.rollouts.rollBack(Bench.PUMP, 2));
        bench.rollouts.shadow(Bench.PUMP, 2);
        assertThat(bench.tick().state(2)).isEqualTo(State.SHADOW);
        assertThat(bench.version(2).comparison().messages()).isZero();
        bench.agree(2, "b", 50).rollouts.shadow(Bench.PUMP, 2);
        assertThat(bench.version(2).comparison().messages()).isZero();
        assertThat(bench.agree(2, "b", 100).tick().serving()).isEqualTo("pump 2/b");
    }

    @Test
    void aPersonHasALowerVersionTriedAndTheSupersededOneStaysAside() throws NotPossible {
        bench.put(1, "a").put(2, "b").start().tick();
        bench.put(3, "c").tick().rollouts.shadow(Bench.PUMP, 1);
        assertThat(bench.tick(3).state(1)).isEqualTo(State.SHADOW);
        assertThat(bench.state(3)).isEqualTo(State.IDLE);
        bench.agree(1, "a", 100).tick();
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        bench.pass(Duration.ofMinutes(10)).tick(5);
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.state(2)).isEqualTo(State.RETIRED);
    }

    @Test
    void aCanaryGoesBackToTheShadow() throws NotPossible {
        bench.settings = Bench.settings(Promote.BY_GATE, 1);
        bench.oneAndTwo().agree(2, "b", 100).tick();
        assertThat(bench.choose("d1").serving().version()).isEqualTo("2");
        bench.rollouts.shadow(Bench.PUMP, 2);
        assertThat(bench.choose("d1").serving().version()).isEqualTo("1");
        assertThat(bench.state(2)).isEqualTo(State.SHADOW);
    }

    @Test
    void anUnloadedModelHoldsItsMessagesAndKeepsNothingInMemoryUntilItIsLoaded() throws NotPossible {
        bench.twoWatched().reference(1, "a", 25, 1000, 1000).put(3, "c").tick().agree(3, "c", 30).rollouts.unload(Bench.PUMP);
        assertThat(bench.tick(3).engine.inMemory).isEmpty();
        assertThatThrownBy(() -> bench.choose("d1")).isInstanceOf(ModelUnavailable.class).hasMessageContaining("unloaded");
        assertThatThrownBy(() -> bench.rollouts.choose(Bench.PUMP, "d1", 1)).isInstanceOf(ModelUnavailable.class);
        assertNotPossible(false, "it can be loaded", () -> bench.rollouts.promote(Bench.PUMP, 1));
        bench.restart().tick(3);
        assertThat(bench.engine.inMemory).isEmpty();
        bench.rollouts.load(Bench.PUMP);
        assertThat(bench.serving()).isEqualTo("pump 2/b");
        assertThat(bench.state(2)).isEqualTo(State.WATCHED);
        assertThat(bench.version(3).comparison().messages()).isEqualTo(30);
        assertThat(bench.told()).endsWith("unloaded 2", "loaded 2");
    }

    @Test
    void aModelThatCannotBeLoadedSaysWhyAndServesAsSoonAsItCan() throws NotPossible {
        bench.put(1, "a").start().tick().rollouts.unload(Bench.PUMP);
        bench.engine.refusals.put("a", "truncated");
        assertNotPossible(false, "truncated", () -> bench.rollouts.load(Bench.PUMP));
        assertThat(bench.put(1, "a2").tick().serving()).isEqualTo("pump 1/a2");
    }

    @Test
    void whatAPersonAskedForIsWrittenDownWhenTheCallReturns() throws NotPossible {
        bench.put(1, "a").put(2, "b").start().tick();
        bench.rollouts.promote(Bench.PUMP, 1);
        assertThat(bench.restart().tick().serving()).isEqualTo("pump 1/a");
        assertThat(bench.state(1)).isEqualTo(State.WATCHED);
    }
}
