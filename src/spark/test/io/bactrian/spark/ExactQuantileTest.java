package io.bactrian.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.apache.spark.api.java.JavaDoubleRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.hipparchus.stat.descriptive.rank.Percentile;
import org.hipparchus.stat.descriptive.rank.Percentile.EstimationType;
import org.junit.jupiter.api.Test;

class ExactQuantileTest {
    @Test
    void itIsTheQuantileOfTheSortedNumbersHoweverFewAreSortedInOnePlace() {
        Random random = new Random(1);
        double[] heavy = random.doubles(5000).map(each -> Math.pow(each, -8)).toArray();
        for (double share : new double[]{1e-9, 0.37, 0.99, 0.9999, 1 - 1e-9}) {
            check(heavy, share, 10);
        }
        check(heavy, 0.99, 100_000);
    }

    @Test
    void numbersThatAreThereOftenDoNotHoldItUp() {
        double[] ties = new double[4000];
        Arrays.setAll(ties, i -> i % 3 == 0 ? 1 : i % 2 == 0 ? 2 : 2.5 + 1e-16 * i);
        for (double share : new double[]{0.1, 0.3332, 0.5, 0.7, 0.999}) {
            check(ties, share, 10);
        }
    }

    @Test
    void oneNumberIsItsOwnQuantile() {
        check(new double[]{7}, 0.99, 10);
        check(new double[]{7, 9}, 0.99, 1);
    }

    private static void check(double[] numbers, double share, int most) {
        double expected = new Percentile().withEstimationType(EstimationType.R_7).evaluate(numbers, 100 * share);
        JavaSparkContext context = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
        List<Double> list = Arrays.stream(numbers).boxed().toList();
        JavaDoubleRDD spread = context.parallelize(list, 2).mapToDouble(Double::doubleValue);
        assertThat(new ExactQuantile(spread, most).of(numbers.length, share)).isCloseTo(expected,
                within(1e-9 * Math.abs(expected)));
    }
}
