package io.bactrian.announced;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.bactrian.delivery.Withdrawal;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.rollout.FakeControl;

@ExpectedErrors("io.bactrian.announced")
class RollbacksTest {
    private static final Withdrawal PUMP = new Withdrawal("pump", 3, "digest");
    private static final Withdrawal STUCK = new Withdrawal("stuck", 2, "digest");

    private final FakeControl control = new FakeControl();
    private List<Withdrawal> inUse = List.of(STUCK, PUMP);
    private long nanos;
    private final Rollbacks rollbacks = new Rollbacks(() -> inUse, control, () -> nanos);

    @Test
    void oneThatCannotBeRolledBackIsNamedAndTriedAgainAfterAWhileAndHarmsNoOther() {
        rollbacks.step();
        rollbacks.step();
        assertThat(control.asked).hasSize(2).anySatisfy(asked -> assertThat(asked).contains("pump", "3"));
        assertThat(rollbacks.problems()).containsOnlyKeys("stuck.2");
        assertThat(rollbacks.problems().get("stuck.2")).startsWith("it is withdrawn and cannot be rolled back: ");

        nanos += 31_000_000_000L;
        rollbacks.step();
        assertThat(control.asked).hasSize(4);
        inUse = List.of();
        rollbacks.step();
        assertThat(rollbacks.problems()).isEmpty();
    }
}
