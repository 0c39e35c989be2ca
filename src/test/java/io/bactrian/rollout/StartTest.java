package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.model.ModelUnavailable;

class StartTest {
    @TempDir
    Path dir;
    private Bench bench;

    @BeforeEach
    void make() {
        bench = new Bench(dir);
    }

    @Test
    void theHighestVersionServesAtOnceAndTheLowerOnesAreIdle() {
        bench.put(1, "a").put(2, "b").start().tick();
        assertThat(bench.serving()).isEqualTo("pump 2/b");
        assertThat(bench.state(2)).isEqualTo(State.SERVING);
        assertThat(bench.state(1)).isEqualTo(State.IDLE);
        assertThat(bench.told()).containsExactly("promoted 2");
        assertThat(bench.engine.loads).isOne();
    }

    @Test
    void whereTheHighestIsRefusedTheNextServesAndTheReasonIsKept() {
        bench.engine.refusals.put("b", "inputs[0].datatype is INT8, expected FP32");
        bench.put(1, "a").put(2, "b").start().tick(3);
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.version(2).state()).isEqualTo(State.REFUSED);
        assertThat(bench.version(2).reason()).contains("inputs[0].datatype");
        assertThat(bench.told()).containsExactly("refused 2", "promoted 1");
        assertThat(bench.engine.calls).filteredOn(call -> call.startsWith("load 2")).hasSize(1);
    }

    @Test
    void aModelWithNothingInServiceSaysWhyForEachVersion() {
        bench.engine.refusals.put("a", "sha256 is wrong");
        bench.put(1, "a").await(2, "model.onnx still grows").start().tick();
        assertThatThrownBy(() -> bench.choose("d1")).isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("version 2 is awaited: model.onnx still grows")
                .hasMessageContaining("version 1 is refused: sha256 is wrong");
    }

    @Test
    void anUnknownModelIsNoneAndBeforeTheFirstLookAllAreUnavailable() {
        bench.start();
        assertThatThrownBy(() -> bench.rollouts.choose("other", "d1", 1)).isInstanceOf(ModelUnavailable.class);
        bench.tick();
        assertThat(bench.rollouts.choose("other", "d1", null)).isEmpty();
    }

    @Test
    void whileTheFirstVersionIsCheckedItsMessagesWaitAndOtherModelsAnswer() {
        bench.put("fan", 1, "f").start().tick();
        bench.put(1, "a");
        bench.engine.whileLoading = () -> {
            assertThat(bench.rollouts.choose("fan", "d1", null)).isPresent();
            assertThatThrownBy(() -> bench.choose("d1")).isInstanceOf(ModelUnavailable.class);
            assertThatThrownBy(() -> bench.rollouts.choose(Bench.PUMP, "d1", 1)).isInstanceOf(ModelUnavailable.class);
        };
        bench.tick();
        assertThat(bench.serving()).isEqualTo("pump 1/a");
    }

    @Test
    void afterARestartTheVersionThatServedComesFirstAndAHigherOneIsTried() {
        bench.put(1, "a").start().tick();
        bench.put(2, "b").restart().tick();
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.state(2)).isEqualTo(State.SHADOW);
        assertThat(bench.told()).containsExactly("promoted 1", "shadowed 2");
    }

    @Test
    void afterARestartTheVersionThatServedIsAwaitedForAWhileAndThenTheNextServes() {
        bench.put(1, "a").put(2, "b").start().tick();
        bench.await(2, "being copied").restart().tick(9);
        assertThatThrownBy(() -> bench.choose("d1")).isInstanceOf(ModelUnavailable.class);
        bench.tick(3);
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.last().reason()).contains("version 2, which served before, is gone or refused");
    }

    @Test
    void afterARestartTheNextServesWhereTheVersionThatServedIsGone() {
        bench.put(1, "a").put(2, "b").start().tick();
        bench.remove(2).restart().tick();
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThat(bench.last().reason()).contains("version 2, which served before, is gone or refused");
    }

    @Test
    void afterARestartNewContentOfTheVersionThatServedServesWithAnEvent() {
        bench.put(1, "a").start().tick();
        bench.put(1, "a2").restart().tick();
        assertThat(bench.serving()).isEqualTo("pump 1/a2");
        assertThat(bench.last().reason()).contains("new content");
    }

    @Test
    void whatGoesWrongWithOneModelDoesNotDisturbAnother() {
        bench.put("fan", 1, "f").put(1, "a");
        bench.engine.whileLoading = () -> {
            if (bench.engine.calls.get(bench.engine.calls.size() - 1).endsWith("f")) {
                throw new IllegalStateException("native library missing");
            }
        };
        bench.start().tick();
        assertThat(bench.serving()).isEqualTo("pump 1/a");
        assertThatThrownBy(() -> bench.rollouts.choose("fan", "d1", null)).hasMessageContaining("native library missing");
    }
}
