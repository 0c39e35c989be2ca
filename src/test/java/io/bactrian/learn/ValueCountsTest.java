package io.bactrian.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValueCountsTest {
    private static final double PRECISION = 1.0 / 64;

    private final ValueCounts counts = new ValueCounts();

    static Stream<DoubleSupplier> distributions() {
        Random random = new Random(5);
        return Stream.of(random::nextDouble, random::nextGaussian, () -> Math.exp(3 * random.nextGaussian()),
                () -> -1000 * random.nextDouble(), () -> 1 - random.nextDouble() / 100);
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void aQuantileIsRightToASixtyFourth(DoubleSupplier values) {
        double[] all = new double[20_001];
        Arrays.setAll(all, i -> values.getAsDouble());
        for (double value : all) {
            counts.add(value);
        }
        Arrays.sort(all);
        ModelStatistics.Values taken = counts.take();

        assertThat(taken.count()).isEqualTo(all.length);
        assertThat(taken.least()).isEqualTo(all[0]);
        assertThat(taken.most()).isEqualTo(all[all.length - 1]);
        assertThat(taken.mean()).isCloseTo(Arrays.stream(all).average().orElseThrow(),
                within(1e-9 * Math.max(-all[0], all[all.length - 1])));
        for (int i = 0; i < ModelStatistics.SHARES.length; i++) {
            double exact = all[(int) Math.ceil(ModelStatistics.SHARES[i] * all.length) - 1];
            assertThat(taken.quantiles()[i]).isCloseTo(exact, within(PRECISION * Math.abs(exact)));
        }
    }

    @Test
    void whatIsTakenIsNotTakenAgain() {
        counts.add(1);
        assertThat(counts.take().count()).isEqualTo(1);
        assertThat(counts.take()).isNull();
        counts.add(-3);
        assertThat(counts.take()).satisfies(again -> {
            assertThat(again.most()).isEqualTo(-3);
            assertThat(again.mean()).isEqualTo(-3);
        });
    }

    @Test
    void whatIsNoNumberIsLeftOutAndTheLargestAndSmallestFindAPlace() {
        for (double value : new double[]{Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            counts.add(value);
        }
        assertThat(counts.take()).isNull();
        for (double value : new double[]{-Double.MAX_VALUE, Double.MAX_VALUE, Double.MIN_VALUE, -0.0, 0}) {
            counts.add(value);
        }
        ModelStatistics.Values taken = counts.take();

        assertThat(taken.count()).isEqualTo(5);
        assertThat(taken.quantiles()[3]).isZero();
        assertThat(taken.least()).isEqualTo(-Double.MAX_VALUE);
    }

    @Test
    void noneIsLostWhileOthersAreTaken() throws InterruptedException {
        int threads = 3;
        int each = 200_000;
        CountDownLatch over = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    counts.add(i % 100);
                }
                over.countDown();
            }).start();
        }
        long sum = 0;
        while (over.getCount() > 0) {
            sum += count(counts.take());
        }
        over.await();
        sum += count(counts.take());

        assertThat(sum).isEqualTo((long) threads * each);
    }

    private static long count(ModelStatistics.Values taken) {
        return taken == null ? 0 : taken.count();
    }
}
