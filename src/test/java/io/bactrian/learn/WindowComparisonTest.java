package io.bactrian.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.bactrian.distribution.Distribution;

class WindowComparisonTest {
    private static final Instant BEGIN = Instant.parse("2026-01-31T00:00:00Z");
    private static final int EACH = 100;

    private final Random random = new Random(9);
    private final Distribution reference = Distribution.of(random.doubles(20_000).toArray());
    private final DriftComparison comparison = new DriftComparison(1e-6);
    private final WindowComparison window = new WindowComparison(List.of("a", "b"), new Distribution[]{reference, reference});
    private int number;

    @Test
    void itBeganWithTheFirstPaneThatIsOff() {
        WindowComparison.Verdict verdict = next(0, List.of());
        for (int pane = 1; pane < DriftSettings.PANES; pane++) {
            verdict = next(0.5, List.of());
        }

        assertThat(verdict.beyond()).extracting(DriftEvent.Channel::name).containsExactly("a");
        assertThat(verdict.since()).isEqualTo(BEGIN.plusSeconds(1));
    }

    @Test
    void aChannelThatDriftsGoesOnToDoSoAboveTheLimitsThatItBeganWith() {
        DriftEvent.Channel begun = new DriftEvent.Channel("a", 0.5, 0.001, 1, 0.001, EACH, null, null, null);
        for (int pane = 0; pane < DriftSettings.PANES; pane++) {
            assertThat(next(0.02, List.of()).beyond()).isEmpty();
        }

        assertThat(next(0.02, List.of(begun)).beyond()).extracting(DriftEvent.Channel::name).containsExactly("a");
    }

    @Test
    void theFurthestIsNamedFirstAndWhatHasLeftTheWindowIsForgotten() {
        WindowComparison.Verdict verdict = null;
        for (int pane = 0; pane < 60; pane++) {
            verdict = window.next(pane(0.4, 0.9), comparison, List.of());
        }
        assertThat(verdict.beyond()).extracting(DriftEvent.Channel::name).containsExactly("b", "a");
        for (int pane = 0; pane < DriftSettings.PANES; pane++) {
            verdict = next(0, List.of());
        }
        assertThat(verdict.beyond()).isEmpty();
        assertThat(verdict.since()).isNull();
    }

    private WindowComparison.Verdict next(double shift, List<DriftEvent.Channel> begun) {
        return window.next(pane(shift, 0), comparison, begun);
    }

    private GroupCounter.Pane pane(double a, double b) {
        return new GroupCounter.Pane(BEGIN.plusSeconds(number++), new int[][]{counts(a), counts(b)}, 0, 0);
    }

    private int[] counts(double shift) {
        int[] counts = new int[reference.bins().size()];
        for (int i = 0; i < EACH; i++) {
            counts[reference.bins().bin(random.nextDouble() + shift)]++;
        }
        return counts;
    }
}
