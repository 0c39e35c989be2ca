package io.bactrian.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

class DistributionTest {
    private final Random random = new Random(6);

    @Test
    void independentValuesAreWorthThemselvesAndSuchAsResembleTheOnesBeforeLess() {
        Distribution independent = Distribution.of(series(0));
        Distribution slow = Distribution.of(series(0.999));

        assertThat(independent.total()).isEqualTo(20_000);
        assertThat(independent.panes()).isEqualTo(Distribution.PANES);
        assertThat(independent.effect()).isLessThan(3);
        assertThat(slow.effect()).isGreaterThan(100);
        assertThat(Arrays.stream(independent.counts()).limit(20).allMatch(count -> count > 950 && count < 1_050)).isTrue();
    }

    @Test
    void panesThatResembleTheirNeighboursAreWorthLessThanTheSameInAnotherOrder() {
        List<int[]> panes = new ArrayList<>();
        for (int pane = 0; pane < Distribution.PANES; pane++) {
            int below = 500 + (int) (300 * Math.sin(pane * Math.PI / 10));
            panes.add(new int[]{below, 1_000 - below, 0});
        }
        double inOrder = effect(panes);
        Collections.shuffle(panes, random);

        assertThat(inOrder).isGreaterThan(3 * effect(panes));
    }

    @Test
    void panesWithoutMessagesSayNothingAndTooFewPanesCannotTell() {
        PaneSums sums = new PaneSums(2);
        sums.add(new int[]{3, 0});
        sums.add(new int[]{0, 0});
        sums.add(new int[]{3, 0});

        assertThat(sums.panes()).isEqualTo(2);
        assertThat(sums.designEffect()).isInfinite();
    }

    @Test
    void whatCannotBeIsRefused() {
        Bins bins = new Bins(new double[]{1});
        assertThatThrownBy(() -> new Distribution(bins, new long[]{1, 1}, 1, 0)).hasMessage("2 counts for 3 bins");
        assertThatThrownBy(() -> new Distribution(bins, new long[]{1, -1, 0}, 1, 0)).hasMessageContaining("count 1 is -1");
        assertThatThrownBy(() -> new Distribution(bins, new long[]{0, 0, 0}, 1, 0)).hasMessageContaining("all counts are 0");
        assertThatThrownBy(() -> new Distribution(bins, new long[]{1, 0, 0}, Double.NaN, 0))
                .hasMessageContaining("effect is NaN");
    }

    private static double effect(List<int[]> panes) {
        PaneSums sums = new PaneSums(3);
        panes.forEach(sums::add);
        return sums.designEffect();
    }

    /** A first-order autoregression of variance 1. */
    private double[] series(double correlation) {
        double[] values = new double[20_000];
        double x = random.nextGaussian();
        for (int i = 0; i < values.length; i++) {
            x = correlation * x + Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
            values[i] = x;
        }
        return values;
    }
}
