package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.VersionSelection;

class PinsTest {
    @TempDir
    Path dir;
    private Bench bench;

    @BeforeEach
    void make() {
        bench = new Bench(dir);
    }

    private Optional<VersionSelection> pinned(int version) {
        return bench.rollouts.choose(Bench.PUMP, "d1", version);
    }

    @Test
    void aVersionIsLoadedWhileDevicesAreHeldToItAndRetiredWhenNoneIs() {
        bench.put(1, "a").put(2, "b").start().tick();
        bench.pins.put(Bench.PUMP, Set.of(1));
        assertThatThrownBy(() -> pinned(1)).isInstanceOf(ModelUnavailable.class).hasMessageContaining("being loaded");
        bench.tick(3);
        assertThat(pinned(1)).map(selection -> selection.serving().version()).contains("1");
        assertThat(pinned(1).orElseThrow().candidate()).isNull();
        assertThat(bench.serving()).isEqualTo("pump 2/b");
        assertThat(bench.state(1)).isEqualTo(State.PINNED);
        assertThat(bench.engine.loads).isEqualTo(2);
        bench.pins.clear();
        bench.tick();
        assertThat(bench.engine.inMemory).hasSize(1);
        assertThat(bench.state(1)).isEqualTo(State.IDLE);
    }

    @Test
    void aVersionThatIsNotThereIsNoneAndOneThatIsRefusedOrAwaitedSaysWhy() {
        bench.engine.refusals.put("b", "truncated");
        bench.put(1, "a").put(2, "b").await(3, "model.onnx still grows").start();
        bench.pins.put(Bench.PUMP, Set.of(2, 3, 7));
        bench.tick(3);
        assertThat(pinned(7)).isEmpty();
        assertThatThrownBy(() -> pinned(2)).isInstanceOf(ModelUnavailable.class).hasMessageContaining("truncated");
        assertThatThrownBy(() -> pinned(3)).isInstanceOf(ModelUnavailable.class).hasMessageContaining("still grows");
        assertThat(bench.engine.calls).filteredOn(call -> call.equals("load 2/b")).hasSize(1);
    }

    @Test
    void theVersionInServiceAndTheCandidateAreNotLoadedTwice() {
        bench.put(1, "a").start();
        bench.pins.put(Bench.PUMP, Set.of(1, 2));
        bench.tick().put(2, "b").tick();
        assertThat(bench.engine.loads).isEqualTo(2);
        assertThat(pinned(1)).map(VersionSelection::serving).contains(bench.choose("d1").serving());
        assertThat(pinned(2)).map(VersionSelection::serving).contains(bench.choose("d1").candidate());
        bench.agree(2, "b", 100).tick().pass(Duration.ofMinutes(10)).tick(2);
        assertThat(pinned(1)).map(selection -> selection.serving().version()).contains("1");
        assertThat(pinned(2)).map(selection -> selection.serving().version()).contains("2");
        assertThat(bench.engine.loads).isEqualTo(2);
        assertThat(bench.engine.inMemory).hasSize(2);
    }

    @Test
    void aCandidateThatFailsTheGateGoesOnForTheDevicesHeldToIt() {
        bench.pins.put(Bench.PUMP, Set.of(2));
        bench.oneAndTwo().compare(2, "b", 100, 1, 2).tick(2);
        assertThat(pinned(2)).map(selection -> selection.serving().version()).contains("2");
        assertThat(bench.version(2).state()).isEqualTo(State.PINNED);
        assertThat(bench.version(2).reason()).contains("expected at least 0.9");
        assertThat(bench.engine.shadows).isEmpty();
    }

    @Test
    void aPinnedVersionAnswersFromMemoryWhenItsFolderIsGoneAndFollowsNewContent() {
        bench.put(1, "a").put(2, "b").start();
        bench.pins.put(Bench.PUMP, Set.of(1));
        bench.tick().remove(1).tick(3);
        assertThat(pinned(1)).isPresent();
        assertThat(bench.state(1)).isEqualTo(State.PINNED);
        bench.put(1, "a2").tick();
        assertThat(bench.engine.running("pump", 1, "a2").manifest()).isSameAs(pinned(1).orElseThrow().serving());
        assertThat(bench.engine.inMemory).hasSize(2);
    }
}
