package io.bactrian.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.bactrian.distribution.Bins;
import io.bactrian.distribution.Distribution;

class ReferenceBuilderTest {
    private static final Bins[] BINS = {new Bins(new double[]{1})};

    private final ReferenceBuilder builder = new ReferenceBuilder(1_000);

    @Test
    void itTakesAWindowsTimeHoweverManyMessagesThereAre() {
        for (int pane = 1; pane < DriftSettings.PANES; pane++) {
            assertThat(add(600, 400)).isNull();
        }
        Distribution[] made = add(600, 400);

        assertThat(made).hasSize(1);
        assertThat(made[0].counts()).containsExactly(12_000, 8_000, 0);
    }

    @Test
    void itTakesItsMessagesHoweverLongThatIs() {
        for (int pane = 1; pane < 100; pane++) {
            assertThat(add(6, 4)).isNull();
        }
        assertThat(add(6, 4)).isNotNull();
    }

    private Distribution[] add(int below, int above) {
        return builder.add(BINS, new GroupCounter.Pane(Instant.EPOCH, new int[][]{{below, above, 0}}, 0, 0));
    }
}
