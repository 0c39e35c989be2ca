package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.sun.management.ThreadMXBean;

import io.bactrian.kit.Patience;

class ChooseTest extends RolloutTestBase {
    private static final int MANY = 100_000;

    @BeforeEach
    void make() {
        rollout.with(Promote.GATED, 0.5);
    }

    @Test
    void aMessageDoesNotWaitWhileAVersionIsChecked() {
        rollout.put(1, "a").start().tick();
        rollout.engine.whileLoading = () -> {
            String chosen = Patience.join(CompletableFuture.supplyAsync(() -> rollout.choose("d1").serving().version()));
            assertThat(chosen).isEqualTo("1");
            int known = Patience.join(CompletableFuture
                    .supplyAsync(() -> rollout.rollouts.status().size() + rollout.rollouts.names().size()));
            assertThat(known).isEqualTo(2);
        };
        rollout.put(2, "b").tick();
        assertThat(rollout.state(2)).isEqualTo(State.SHADOW);
    }

    @Test
    void nothingIsAllocatedForAMessage() {
        rollout.pins.put(PUMP, Set.of(1));
        rollout.oneAndTwo().agree(2, "b", 100).tick();
        assertThat(rollout.state(2)).isEqualTo(State.CANARY);
        Integer pinned = 1;
        chooseMany(pinned);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        chooseMany(pinned);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MANY);
    }

    private void chooseMany(Integer pinned) {
        for (int i = 0; i < MANY; i++) {
            rollout.rollouts.choose(PUMP, "device-1", null);
            rollout.rollouts.choose(PUMP, "device-2", pinned);
        }
    }
}
