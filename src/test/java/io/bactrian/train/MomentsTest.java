package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.hipparchus.linear.RealMatrix;
import org.hipparchus.stat.correlation.Covariance;
import org.junit.jupiter.api.Test;

class MomentsTest {
    private static final int SIZE = 4;
    private static final FitOptions OPTIONS = FitOptions.DEFAULT;

    @Test
    void anyPartsMergedHaveTheMomentsOfTheWhole() {
        Random random = new Random(1);
        double[][] vectors = vectors(random, 1000, 0);
        for (int t = 0; t < 20; t++) {
            Moments merged = new Moments(SIZE);
            int from = 0;
            while (from < vectors.length) {
                int to = Math.min(vectors.length, from + random.nextInt(300));
                merged.merge(of(Arrays.copyOfRange(vectors, from, to)));
                from = to;
            }
            assertSame(merged, vectors, 1e-12);
        }
    }

    @Test
    void scatterIsNotLostBehindALargeMean() {
        double[][] vectors = vectors(new Random(2), 1000, 1e8);
        Moments half = of(Arrays.copyOfRange(vectors, 0, 400));
        assertSame(half.merge(of(Arrays.copyOfRange(vectors, 400, 1000))), vectors, 1e-6);
    }

    @Test
    void nothingMergedChangesNothing() {
        double[][] vectors = vectors(new Random(3), 100, 5);
        assertSame(of(vectors).merge(new Moments(SIZE)), vectors, 1e-12);
        assertSame(new Moments(SIZE).merge(of(vectors)), vectors, 1e-12);
    }

    @Test
    void aFitFromMomentsIsThatFromTheWindows() {
        double[][] rows = new SimulatedPump(4).next(2000);
        HotellingFit whole = HotellingFit.of(SimulatedPump.CHANNELS, rows, OPTIONS);
        double[][] features = OPTIONS.features().all(List.<double[][]>of(rows));
        Moments moments = new Moments(features[0].length);
        Arrays.stream(features).forEach(moments::add);
        HotellingFit summed = HotellingFit.of(SimulatedPump.CHANNELS, moments, OPTIONS, (fit, share) -> {
            double[] own = Arrays.stream(features).mapToDouble(fit::squaredDistance).sorted().toArray();
            double position = share * (own.length - 1);
            return own[(int) position] + (position - (int) position) * (own[(int) position + 1] - own[(int) position]);
        });
        assertThat(summed.limit()).isCloseTo(whole.limit(), within(1e-9 * whole.limit()));
        for (int end = 29; end < rows.length; end += 7) {
            assertThat(summed.score(rows, end)).isCloseTo(whole.score(rows, end), within(1e-9));
        }
    }

    private static Moments of(double[][] vectors) {
        Moments moments = new Moments(SIZE);
        Arrays.stream(vectors).forEach(moments::add);
        return moments;
    }

    private static void assertSame(Moments moments, double[][] vectors, double tolerance) {
        RealMatrix covariance = new Covariance(vectors).getCovarianceMatrix();
        double population = (vectors.length - 1.0) / vectors.length;
        assertThat(moments.count()).isEqualTo(vectors.length);
        for (int i = 0; i < SIZE; i++) {
            int column = i;
            double mean = Arrays.stream(vectors).mapToDouble(each -> each[column]).average().orElseThrow();
            assertThat(moments.mean()[i]).isCloseTo(mean, within(1e-12 * Math.max(1, Math.abs(mean))));
            double deviation = Math.sqrt(covariance.getEntry(i, i) * population);
            assertThat(moments.deviation(i)).isCloseTo(deviation, within(tolerance));
            for (int j = 0; j < SIZE; j++) {
                assertThat(moments.covariance(i, j)).isCloseTo(covariance.getEntry(i, j), within(tolerance));
            }
        }
    }

    private static double[][] vectors(Random random, int count, double mean) {
        double[][] vectors = new double[count][SIZE];
        for (double[] vector : vectors) {
            double common = random.nextGaussian();
            for (int i = 0; i < SIZE; i++) {
                vector[i] = mean + i * common + random.nextGaussian();
            }
        }
        return vectors;
    }
}
