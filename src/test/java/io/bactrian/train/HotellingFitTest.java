package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

class HotellingFitTest {
    private static final double[][] ROWS = new SimulatedPump(7).next(600);
    private static final List<String> TWO = List.of("a", "b");

    @Test
    void theScoreIsTheTextbookFormula() {
        double[][] fitting = Arrays.copyOf(ROWS, 400);
        HotellingFit fit = HotellingFit.of(SimulatedPump.CHANNELS, fitting, FitOptions.DEFAULT);
        Textbook textbook = new Textbook(fitting, 30, 0.1);

        assertThat(fit.limit()).isCloseTo(8 * textbook.quantile(0.99), within(1e-8 * fit.limit()));
        for (int end = 29; end < ROWS.length; end += 19) {
            double expected = textbook.squaredDistance(ROWS, end) / fit.limit();
            assertThat(fit.score(ROWS, end)).isCloseTo(expected, within(1e-8 * expected));
        }
    }

    @Test
    void theWindowHoldsItsLastRowAndNoneAfter() {
        HotellingFit fit = HotellingFit.of(SimulatedPump.CHANNELS, ROWS, FitOptions.DEFAULT);
        double[][] disturbed = Arrays.stream(ROWS).map(double[]::clone).toArray(double[][]::new);
        disturbed[500][7] += 1_000;

        assertThat(fit.score(disturbed, 499)).isEqualTo(fit.score(ROWS, 499));
        assertThat(fit.score(disturbed, 500)).isGreaterThan(100 * fit.score(ROWS, 500));
        assertThat(fit.score(disturbed, 529)).isGreaterThan(100 * fit.score(ROWS, 529));
        assertThat(fit.score(disturbed, 530)).isEqualTo(fit.score(ROWS, 530));
    }

    @Test
    void tooFewRowsAreRefused() {
        double[][] rows = Arrays.copyOf(ROWS, 45);

        assertThatThrownBy(() -> HotellingFit.of(SimulatedPump.CHANNELS, rows, FitOptions.DEFAULT))
                .isInstanceOf(TrainingException.class)
                .hasMessageContainingAll("45 rows of 8 channels", "at least 46", "more rows or a shorter window");
    }

    @Test
    void aChannelThatStandsStillIsNamed() {
        double[][] rows = Arrays.stream(ROWS).map(row -> new double[]{row[0], 31.7}).toArray(double[][]::new);

        assertThatThrownBy(() -> HotellingFit.of(TWO, rows, FitOptions.DEFAULT))
                .isInstanceOf(TrainingException.class)
                .hasMessageContainingAll("channel 'b' does not vary", "leave the channel out");
    }

    @Test
    void aChannelTwiceIsSingularWithoutARidge() {
        double[][] rows = Arrays.stream(ROWS).map(row -> new double[]{row[0], row[0]}).toArray(double[][]::new);

        assertThatThrownBy(() -> HotellingFit.of(TWO, rows, new FitOptions(30, 0, 0.99, 8, 0)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContainingAll("[a, b]", "singular", "ridge");
        assertThat(HotellingFit.of(TWO, rows, FitOptions.DEFAULT).limit()).isPositive();
    }

    @Test
    void optionsOutsideTheirRangeAreRefused() {
        assertThatThrownBy(() -> new FitOptions(1, 0.1, 0.99, 8, 0)).hasMessage(
                "window is 1, expected at least 2 rows: one row has no standard deviation");
        assertThatThrownBy(() -> new FitOptions(30, -1, 0.99, 8, 0)).hasMessageStartingWith("ridge is -1.0");
        assertThatThrownBy(() -> new FitOptions(30, 0.1, 1, 8, 0)).hasMessageStartingWith("quantile is 1.0");
        assertThatThrownBy(() -> new FitOptions(30, 0.1, 0.99, Double.NaN, 0)).hasMessageStartingWith("factor is NaN");
    }
}
