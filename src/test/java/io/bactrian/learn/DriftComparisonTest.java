package io.bactrian.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import java.util.function.DoubleSupplier;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.distribution.Bins;
import io.bactrian.distribution.Distribution;
import io.bactrian.distribution.PaneSums;
import io.bactrian.learn.DriftComparison.Finding;

class DriftComparisonTest {
    private static final int PANES = DriftSettings.PANES;
    private static final double ALPHA = 1e-6;

    private final Random random = new Random(3);
    private final DriftComparison comparison = new DriftComparison(ALPHA);

    @Test
    void aFixedPsiOfATenthWouldFireOnCleanWindowsOfAHundredAndTheLimitThatFollowsFromTheirSizeDoesNot() {
        Distribution reference = reference(random::nextGaussian, 250);
        int fixed = 0;
        for (int i = 0; i < 200; i++) {
            Finding finding = comparison.compare(window(reference.bins(), random::nextGaussian, 5), reference);
            fixed += psiOfAllBins(reference, 100) > 0.1 ? 1 : 0;
            assertThat(finding.exceeds()).isFalse();
        }

        assertThat(fixed).isGreaterThan(150);
    }

    /** As it is often computed: over all bins, with a limit that no size changes. */
    private double psiOfAllBins(Distribution reference, int messages) {
        long[] counts = new long[reference.bins().size()];
        for (int i = 0; i < messages; i++) {
            counts[reference.bins().bin(random.nextGaussian())]++;
        }
        return Joined.of(counts, reference.counts(), messages, 1).psi(messages, DriftComparison.sum(reference.counts()));
    }

    @ParameterizedTest
    @CsvSource({"5, 1.5", "50, 0.4", "500, 0.3"})
    void aShiftIsFoundBySizesThatFollowFromTheWindow(int each, double shift) {
        Distribution reference = reference(random::nextGaussian, 500);

        Finding clean = comparison.compare(window(reference.bins(), random::nextGaussian, each), reference);
        Finding shifted = comparison.compare(window(reference.bins(), () -> random.nextGaussian() + shift, each), reference);

        assertThat(clean.exceeds()).isFalse();
        assertThat(shifted.exceeds()).isTrue();
        assertThat(shifted.ks()).isGreaterThan(shifted.ksLimit());
        assertThat(shifted.level()).isGreaterThan(1);
    }

    @Test
    void aWiderSpreadThatMovesNothingIsFoundByPsi() {
        Distribution reference = reference(random::nextGaussian, 500);

        Finding wider = comparison.compare(window(reference.bins(), () -> random.nextGaussian() * 1.4, 500), reference);

        assertThat(wider.psi()).isGreaterThan(wider.psiLimit());
        assertThat(wider.ks()).isLessThan(wider.ksLimit());
        assertThat(wider.exceeds()).isTrue();
    }

    @Test
    void aDifferenceThatMattersToNobodyIsNoneHoweverSureItIs() {
        Distribution reference = reference(random::nextGaussian, 5_000);

        Finding finding = comparison.compare(window(reference.bins(), () -> random.nextGaussian() + 0.1, 5_000), reference);

        assertThat(finding.ks()).isGreaterThan(0.03);
        assertThat(finding.exceeds()).isFalse();
    }

    @Test
    void emptyBinsAndValuesThatAreNoNumbersLeaveBothMeasuresFinite() {
        Distribution reference = reference(() -> 7, 100);

        Finding lower = comparison.compare(window(reference.bins(), () -> 6, 100), reference);
        Finding gone = comparison.compare(window(reference.bins(), () -> Double.NaN, 100), reference);
        Finding same = comparison.compare(window(reference.bins(), () -> 7, 100), reference);

        assertThat(lower.exceeds()).isTrue();
        assertThat(gone.exceeds()).isTrue();
        assertThat(same.exceeds()).isFalse();
        assertThat(same.ks()).isZero();
        assertThat(lower.psi()).isFinite();
    }

    @ParameterizedTest
    @CsvSource({"0, 50, 1, 1.5", "0.5, 50, 1.5, 4", "0.9, 50, 8, 25"})
    void messagesThatResembleTheOnesBeforeAreWorthLess(double correlation, int each, double least, double most) {
        double sum = 0;
        for (int i = 0; i < 30; i++) {
            DoubleSupplier series = series(correlation);
            sum += window(new Bins(new double[]{-1, -0.5, 0, 0.5, 1}), series, each).designEffect();
        }

        assertThat(sum / 30).isBetween(least, most);
    }

    @Test
    void aWindowInOneBinOfManyLeavesPsiFinite() {
        Distribution reference = reference(random::nextGaussian, 500);

        Finding finding = comparison.compare(window(reference.bins(), () -> 0, 500), reference);

        assertThat(finding.psi()).isFinite().isGreaterThan(finding.psiLimit());
    }

    @Test
    void aSmallReferenceSaysLess() {
        DoubleSupplier values = random::nextGaussian;
        Distribution large = reference(values, 500);
        long[] few = large.counts().clone();
        Arrays.setAll(few, bin -> few[bin] / 50);
        Distribution small = new Distribution(large.bins(), few, 1, 0);
        PaneSums window = window(large.bins(), values, 5);

        Finding byLarge = comparison.compare(window, large);
        Finding bySmall = comparison.compare(window, small);

        assertThat(bySmall.ksLimit()).isGreaterThan(1.1 * byLarge.ksLimit());
    }

    @Test
    void whatFewPanesSayOfTheirDifferencesIsBelievedLess() {
        Distribution reference = reference(series(0.9), 500);
        PaneSums window = window(reference.bins(), series(0.9), 50);

        Finding finding = comparison.compare(window, reference);

        assertThat(window.designEffect()).isGreaterThan(2);
        assertThat(finding.effective()).isLessThan(0.7 * window.total() / window.designEffect());
    }

    /**
     * A month of the default, thinned: at 10⁻³ a comparison in place of 10⁻⁵ and less, so that some thousand comparisons show whether the
     * limits hold; for messages that are independent, and for such as resemble the ones before.
     */
    @ParameterizedTest
    @CsvSource({"0, 5", "0, 50", "0.5, 10", "0.9, 50"})
    void comparisonsOfCleanMessagesFindNoMoreThanTheyMay(double correlation, int each) {
        DriftComparison often = new DriftComparison(1e-3);
        int found = 0;
        int comparisons = 0;
        for (int channel = 0; channel < 20; channel++) {
            DoubleSupplier series = series(correlation);
            Distribution reference = reference(series, each);
            Deque<int[]> panes = new ArrayDeque<>();
            for (int i = 0; i < 300; i++) {
                panes.add(pane(reference.bins(), series, each));
                if (panes.size() > PANES) {
                    panes.remove();
                    PaneSums window = new PaneSums(reference.bins().size());
                    panes.forEach(window::add);
                    comparisons++;
                    found += often.compare(window, reference).exceeds() ? 1 : 0;
                }
            }
        }

        assertThat(comparisons).isGreaterThan(5_000);
        assertThat(found).isLessThan(20);
    }

    /** Months at the default settings, with ten numbers a message: a message every 36 s, so that a window has a hundred, and one a second. */
    @ParameterizedTest
    @ValueSource(ints = {5, 180})
    @Tag("slow")
    void aModelHasNoMoreThanOneFalseAlarmAMonth(int each) {
        DriftSettings settings = new DriftSettings(Duration.ofHours(1), 2_000, 1, true);
        int channels = 10;
        int months = 3;
        DriftComparison monthly = new DriftComparison(settings.alpha(1, channels));
        int alarms = 0;
        for (int channel = 0; channel < channels; channel++) {
            Distribution reference = reference(random::nextGaussian, each);
            double[] cumulated = cumulated(reference.bins());
            Deque<int[]> panes = new ArrayDeque<>();
            boolean before = false;
            for (int i = 0; i < months * 30 * 24 * PANES; i++) {
                panes.add(drawn(cumulated, each));
                if (panes.size() > PANES) {
                    panes.remove();
                }
                PaneSums window = new PaneSums(reference.bins().size());
                panes.forEach(window::add);
                boolean now = monthly.compare(window, reference).exceeds();
                alarms += now && !before ? 1 : 0;
                before = now;
            }
        }

        System.out.printf("Drift at the default, %d messages a window, %d channels: %d false alarms in %d simulated months%n",
                each * PANES, channels, alarms, months);
        assertThat(alarms).isLessThanOrEqualTo(months);
    }

    private double[] cumulated(Bins bins) {
        double[] all = new double[200_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = random.nextGaussian();
        }
        double[] cumulated = new double[bins.size()];
        for (double value : all) {
            cumulated[bins.bin(value)]++;
        }
        for (int i = 0; i < cumulated.length; i++) {
            cumulated[i] = cumulated[i] / all.length + (i == 0 ? 0 : cumulated[i - 1]);
        }
        return cumulated;
    }

    private int[] drawn(double[] cumulated, int messages) {
        int[] pane = new int[cumulated.length];
        for (int i = 0; i < messages; i++) {
            double u = random.nextDouble();
            int bin = 0;
            while (bin < cumulated.length - 1 && u >= cumulated[bin]) {
                bin++;
            }
            pane[bin]++;
        }
        return pane;
    }

    /** A first-order autoregression of variance 1. */
    private DoubleSupplier series(double correlation) {
        double[] x = {random.nextGaussian()};
        return () -> x[0] = correlation * x[0] + Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
    }

    private Distribution reference(DoubleSupplier values, int each) {
        double[] first = new double[500];
        Arrays.setAll(first, i -> values.getAsDouble());
        Bins bins = Bins.of(first, 20);
        PaneSums sums = new PaneSums(bins.size());
        for (int i = 0; i < Math.max(PANES, 2_000 / each); i++) {
            sums.add(pane(bins, values, each));
        }
        return Distribution.of(bins, sums);
    }

    private static PaneSums window(Bins bins, DoubleSupplier values, int each) {
        PaneSums sums = new PaneSums(bins.size());
        for (int i = 0; i < PANES; i++) {
            sums.add(pane(bins, values, each));
        }
        return sums;
    }

    private static int[] pane(Bins bins, DoubleSupplier values, int each) {
        int[] pane = new int[bins.size()];
        for (int i = 0; i < each; i++) {
            pane[bins.bin(values.getAsDouble())]++;
        }
        return pane;
    }
}
