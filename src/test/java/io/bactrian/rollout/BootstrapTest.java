package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.model.ModelUnavailable;

@ExpectedErrors("io.bactrian.rollout")
class BootstrapTest extends RolloutTestBase {
    @Test
    void theHighestVersionServesAtOnceAndTheLowerOnesAreIdle() {
        rollout.put(1, "a").put(2, "b").start().tick();
        assertThat(rollout.serving()).isEqualTo("pump 2/b");
        assertThat(rollout.state(2)).isEqualTo(State.SERVING);
        assertThat(rollout.state(1)).isEqualTo(State.IDLE);
        assertThat(rollout.published()).containsExactly("promoted 2");
        assertThat(rollout.engine.loads).isOne();
    }

    @Test
    void whereTheHighestIsRejectedTheNextServesAndTheReasonIsKept() {
        rollout.engine.refusals.put("b", "inputs[0].datatype is INT8, expected FP32");
        rollout.put(1, "a").put(2, "b").start().tick(3);
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.version(2).state()).isEqualTo(State.REJECTED);
        assertThat(rollout.version(2).reason()).contains("inputs[0].datatype");
        assertThat(rollout.published()).containsExactly("rejected 2", "promoted 1");
        assertThat(rollout.engine.calls).filteredOn(call -> call.startsWith("load 2")).hasSize(1);
    }

    @Test
    void aModelWithNothingInServiceSaysWhyForEachVersion() {
        rollout.engine.refusals.put("a", "sha256 is wrong");
        rollout.put(1, "a").await(2, "model.onnx still grows").start().tick();
        assertThatThrownBy(() -> rollout.choose("d1")).isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("version 2 is incomplete: model.onnx still grows")
                .hasMessageContaining("version 1 is rejected: sha256 is wrong");
    }

    @Test
    void anUnknownModelIsNoneAndBeforeTheFirstLookAllAreUnavailable() {
        rollout.start();
        assertThatThrownBy(() -> rollout.rollouts.choose("other", "d1", 1)).isInstanceOf(ModelUnavailable.class);
        rollout.tick();
        assertThat(rollout.rollouts.choose("other", "d1", null)).isEmpty();
    }

    @Test
    void whileTheFirstVersionIsCheckedItsMessagesWaitAndOtherModelsAnswer() {
        rollout.put("fan", 1, "f").start().tick();
        rollout.put(1, "a");
        rollout.engine.whileLoading = () -> {
            assertThat(rollout.rollouts.choose("fan", "d1", null)).isPresent();
            assertThatThrownBy(() -> rollout.choose("d1")).isInstanceOf(ModelUnavailable.class);
            assertThatThrownBy(() -> rollout.rollouts.choose(PUMP, "d1", 1))
                    .isInstanceOf(ModelUnavailable.class);
        };
        rollout.tick();
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
    }

    @Test
    void afterARestartTheVersionThatServedComesFirstAndAHigherOneIsTried() {
        rollout.put(1, "a").start().tick();
        rollout.put(2, "b").restart().tick();
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.state(2)).isEqualTo(State.SHADOW);
        assertThat(rollout.published()).containsExactly("promoted 1", "shadowed 2");
    }

    @Test
    void afterARestartTheVersionThatServedIsExpectedForAWhileAndThenTheNextServes() {
        rollout.put(1, "a").put(2, "b").start().tick();
        rollout.await(2, "being copied").restart().tick(9);
        assertThatThrownBy(() -> rollout.choose("d1")).isInstanceOf(ModelUnavailable.class);
        rollout.tick(3);
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.last().reason()).contains("version 2, which served before, is gone or rejected");
    }

    @Test
    void afterARestartTheNextServesWhereTheVersionThatServedIsGone() {
        rollout.put(1, "a").put(2, "b").start().tick();
        rollout.remove(2).restart().tick();
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThat(rollout.last().reason()).contains("version 2, which served before, is gone or rejected");
    }

    @Test
    void afterARestartNewContentOfTheVersionThatServedServesWithAnEvent() {
        rollout.put(1, "a").start().tick();
        rollout.put(1, "a2").restart().tick();
        assertThat(rollout.serving()).isEqualTo("pump 1/a2");
        assertThat(rollout.last().reason()).contains("new content");
    }

    @Test
    void whatGoesWrongWithOneModelDoesNotDisturbAnother() {
        rollout.put("fan", 1, "f").put(1, "a");
        rollout.engine.whileLoading = () -> {
            if (rollout.engine.calls.get(rollout.engine.calls.size() - 1).endsWith("f")) {
                throw new IllegalStateException("native library missing");
            }
        };
        rollout.start().tick();
        assertThat(rollout.serving()).isEqualTo("pump 1/a");
        assertThatThrownBy(() -> rollout.rollouts.choose("fan", "d1", null)).hasMessageContaining("native library missing");
    }
}
