package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.VersionSelection;

@ExpectedErrors("io.bactrian.rollout")
class PinsTest extends RolloutTestBase {
    private Optional<VersionSelection> pinned(int version) {
        return rollout.rollouts.choose(PUMP, "d1", version);
    }

    @Test
    void aVersionIsLoadedWhileDevicesAreHeldToItAndRetiredWhenNoneIs() {
        rollout.put(1, "a").put(2, "b").start().tick();
        rollout.pins.put(PUMP, Set.of(1));
        assertThatThrownBy(() -> pinned(1)).isInstanceOf(ModelUnavailable.class).hasMessageContaining("being loaded");
        rollout.tick(3);
        assertThat(pinned(1)).map(choice -> choice.serving().version()).contains("1");
        assertThat(pinned(1).orElseThrow().candidate()).isNull();
        assertThat(rollout.serving()).isEqualTo("pump 2/b");
        assertThat(rollout.state(1)).isEqualTo(State.PINNED);
        assertThat(rollout.engine.loads).isEqualTo(2);
        rollout.pins.clear();
        rollout.tick();
        assertThat(rollout.engine.inMemory).hasSize(1);
        assertThat(rollout.state(1)).isEqualTo(State.IDLE);
    }

    @Test
    void whatAnswersCanBeDemandedAndWhatIsTriedInTheShadowCannot() {
        rollout.with(Promote.GATED, 0.3).put(1, "a").put(3, "c").start().tick();
        assertThat(rollout.rollouts.answering(PUMP).keySet()).containsExactly(3);
        assertThat(rollout.rollouts.answering("nobody")).isEmpty();
        assertThatThrownBy(() -> pinned(1)).isInstanceOf(ModelUnavailable.class).hasMessageContaining("idle");
        rollout.put(4, "d").tick();
        assertThat(rollout.state(4)).isEqualTo(State.SHADOW);
        assertThat(rollout.rollouts.answering(PUMP).keySet()).containsExactly(3);
        rollout.agree(4, "d", 100).tick();
        assertThat(rollout.state(4)).isEqualTo(State.CANARY);
        assertThat(rollout.rollouts.answering(PUMP).keySet()).containsExactly(3, 4);
        assertThat(pinned(4)).map(choice -> choice.serving().version()).contains("4");
    }

    @Test
    void aVersionThatIsNotThereIsNoneAndOneThatIsRejectedOrIncompleteSaysWhy() {
        rollout.engine.refusals.put("b", "truncated");
        rollout.put(1, "a").put(2, "b").await(3, "model.onnx still grows").start();
        rollout.pins.put(PUMP, Set.of(2, 3, 7));
        rollout.tick(3);
        assertThat(pinned(7)).isEmpty();
        assertThatThrownBy(() -> pinned(2)).isInstanceOf(ModelUnavailable.class).hasMessageContaining("truncated");
        assertThatThrownBy(() -> pinned(3)).isInstanceOf(ModelUnavailable.class).hasMessageContaining("still grows");
        assertThat(rollout.engine.calls).filteredOn(call -> call.equals("load 2/b")).hasSize(1);
    }

    @Test
    void theVersionInServiceAndTheCandidateAreNotLoadedTwice() {
        rollout.put(1, "a").start();
        rollout.pins.put(PUMP, Set.of(1, 2));
        rollout.tick().put(2, "b").tick();
        assertThat(rollout.engine.loads).isEqualTo(2);
        assertThat(pinned(1)).map(VersionSelection::serving).contains(rollout.choose("d1").serving());
        assertThat(pinned(2)).map(VersionSelection::serving).contains(rollout.choose("d1").candidate());
        rollout.agree(2, "b", 100).tick().pass(Duration.ofMinutes(10)).tick(2);
        assertThat(pinned(1)).map(choice -> choice.serving().version()).contains("1");
        assertThat(pinned(2)).map(choice -> choice.serving().version()).contains("2");
        assertThat(rollout.engine.loads).isEqualTo(2);
        assertThat(rollout.engine.inMemory).hasSize(2);
    }

    @Test
    void aCandidateThatFailsTheGateGoesOnForTheDevicesHeldToIt() {
        rollout.pins.put(PUMP, Set.of(2));
        rollout.oneAndTwo().compare(2, "b", 100, 1, 2).tick(2);
        assertThat(pinned(2)).map(choice -> choice.serving().version()).contains("2");
        assertThat(rollout.version(2).state()).isEqualTo(State.PINNED);
        assertThat(rollout.version(2).reason()).contains("expected at least 0.9");
        assertThat(rollout.engine.shadows).isEmpty();
    }

    @Test
    void aPinnedVersionAnswersFromMemoryWhenItsFolderIsGoneAndFollowsNewContent() {
        rollout.put(1, "a").put(2, "b").start();
        rollout.pins.put(PUMP, Set.of(1));
        rollout.tick().remove(1).tick(3);
        assertThat(pinned(1)).isPresent();
        assertThat(rollout.state(1)).isEqualTo(State.PINNED);
        rollout.put(1, "a2").tick();
        assertThat(rollout.engine.running("pump", 1, "a2").manifest()).isSameAs(pinned(1).orElseThrow().serving());
        assertThat(rollout.engine.inMemory).hasSize(2);
    }
}
