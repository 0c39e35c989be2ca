package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that come into service in another way than the configuration says, and which versions a model needs. */
class PromotionPolicyTest {
    @TempDir
    private Path dir;
    private final Map<Integer, Promote> own = new HashMap<>();
    private RolloutFixture rollout;

    @BeforeEach
    void start() {
        rollout = new RolloutFixture(dir).with(Promote.GATED, 0);
        rollout.policy = (model, version) -> own.get(version);
        rollout.put(1, "one").start();
        rollout.tick();
    }

    @Test
    void aVersionWithAPolicyOfItsOwnIsPromotedAtOnceWhereTheOthersAreCompared() {
        own.put(2, Promote.IMMEDIATE);
        rollout.put(2, "two").tick();
        assertThat(rollout.serving()).contains("two");

        rollout.put(3, "three").tick();
        assertThat(rollout.state(3)).isEqualTo(State.SHADOW);
    }

    @Test
    void oneThatIsToBePromotedByHandWaits() {
        own.put(2, Promote.MANUAL);
        rollout.put(2, "two").tick();
        rollout.agree(2, "two", 100);
        rollout.tick();

        assertThat(rollout.state(2)).isEqualTo(State.WAITING);
    }

    @Test
    void whatServesWhatServedBeforeWhatIsTriedAndWhatIsPinnedIsNeeded() {
        own.put(2, Promote.IMMEDIATE);
        own.put(3, Promote.IMMEDIATE);
        rollout.put(2, "two").tick();
        rollout.put(3, "three").tick();
        rollout.put(4, "four").tick();

        assertThat(rollout.rollouts.needed(RolloutFixture.PUMP)).hasValue(Set.of(2, 3, 4));
        rollout.pass(Duration.ofMinutes(11)).tick();
        assertThat(rollout.state(3)).as("its probation is over").isEqualTo(State.SERVING);
        assertThat(rollout.rollouts.needed(RolloutFixture.PUMP)).hasValue(Set.of(2, 3, 4));
        rollout.pins.put(RolloutFixture.PUMP, Set.of(1));
        rollout.tick();
        assertThat(rollout.rollouts.needed(RolloutFixture.PUMP)).hasValue(Set.of(1, 2, 3, 4));
        assertThat(rollout.rollouts.needed("other")).hasValue(Set.of());
    }
}
