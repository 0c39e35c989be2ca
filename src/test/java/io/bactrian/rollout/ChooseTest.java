package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.sun.management.ThreadMXBean;

class ChooseTest {
    private static final int MANY = 100_000;

    @TempDir
    Path dir;
    private Bench bench;

    @BeforeEach
    void make() {
        bench = new Bench(dir);
        bench.settings = Bench.settings(Promote.BY_GATE, 0.5);
    }

    @Test
    void aMessageDoesNotWaitWhileAVersionIsChecked() {
        bench.put(1, "a").start().tick();
        bench.engine.whileLoading = () -> {
            String chosen = CompletableFuture.supplyAsync(() -> bench.choose("d1").serving().version())
                    .orTimeout(20, TimeUnit.SECONDS).join();
            assertThat(chosen).isEqualTo("1");
            int known = CompletableFuture.supplyAsync(() -> bench.rollouts.status().size() + bench.rollouts.names().size())
                    .orTimeout(20, TimeUnit.SECONDS).join();
            assertThat(known).isEqualTo(2);
        };
        bench.put(2, "b").tick();
        assertThat(bench.state(2)).isEqualTo(State.SHADOW);
    }

    @Test
    void nothingIsAllocatedForAMessage() {
        bench.pins.put(Bench.PUMP, Set.of(1));
        bench.oneAndTwo().agree(2, "b", 100).tick();
        assertThat(bench.state(2)).isEqualTo(State.CANARY);
        Integer pinned = 1;
        chooseMany(pinned);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        chooseMany(pinned);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MANY);
    }

    private void chooseMany(Integer pinned) {
        for (int i = 0; i < MANY; i++) {
            bench.rollouts.choose(Bench.PUMP, "device-1", null);
            bench.rollouts.choose(Bench.PUMP, "device-2", pinned);
        }
    }
}
