package io.bactrian.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class SpoolHistoryTest {
    private static final long STEP = SpoolHistory.STEP.toMillis();
    private static final long BEGIN = 1_800_000_000_000L;

    private final SpoolHistory history = new SpoolHistory();

    @Test
    void aSampleIsTakenOnceAStepHoweverOftenItIsAsked() {
        List<Long> asked = new ArrayList<>();
        for (int second = 0; second < 20; second++) {
            long now = BEGIN + second * 1_000;
            history.sample(now, () -> {
                asked.add(now);
                return List.of(status("samples", asked.size()));
            });
        }

        assertThat(asked).containsExactly(BEGIN, BEGIN + STEP, BEGIN + 2 * STEP, BEGIN + 3 * STEP);
        assertThat(history.of("samples").at()).containsExactly(BEGIN, BEGIN + STEP, BEGIN + 2 * STEP, BEGIN + 3 * STEP);
        assertThat(history.of("samples").records()).containsExactly(1, 2, 3, 4);
        assertThat(history.of("samples").bytes()).containsExactly(10, 20, 30, 40);
        assertThat(history.of("samples").ageMillis()).containsExactly(100, 200, 300, 400);
    }

    @Test
    void anHourIsKeptAndNoMore() {
        for (int i = 0; i < SpoolHistory.MOST + 7; i++) {
            int records = i;
            history.sample(BEGIN + i * STEP, () -> List.of(status("samples", records)));
        }

        assertThat(history.of("samples").records()).hasSize(SpoolHistory.MOST).startsWith(7, 8)
                .endsWith(SpoolHistory.MOST + 6);
        assertThat(history.of("samples").at()).isSorted();
    }

    @Test
    void aClockThatIsSetBackStopsNothing() {
        history.sample(BEGIN, () -> List.of(status("samples", 1)));
        history.sample(BEGIN - 3_600_000, () -> List.of(status("samples", 2)));

        assertThat(history.of("samples").records()).containsExactly(1, 2);
    }

    @Test
    void aSpoolThatIsGoneIsForgottenAndOfVeryManySomeAreLeftOut() {
        history.sample(BEGIN, () -> List.of(status("old", 1)));
        history.sample(BEGIN + STEP,
                () -> IntStream.range(0, 100).mapToObj(i -> status("s" + i, i)).toList());

        assertThat(history.of("old").at()).isEmpty();
        assertThat(history.of("s0").at()).hasSize(1);
        assertThat(history.of("s" + SpoolHistory.MOST_SPOOLS).at()).isEmpty();
    }

    private static SpoolStatus status(String name, long records) {
        return new SpoolStatus(name, records, 10 * records, 1000, OverflowPolicy.BLOCK, 100 * records, 0, 0, 0, 0, 0, 0, 0, 0,
                false, 0, 0, true, null, 0, null);
    }
}
