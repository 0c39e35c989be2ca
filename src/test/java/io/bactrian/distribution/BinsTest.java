package io.bactrian.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class BinsTest {
    @Test
    void binsAreAboutEquallyFull() {
        double[] sample = new Random(1).doubles(10_000).toArray();
        Bins bins = Bins.of(sample, 20);
        int[] counts = new int[bins.size()];
        for (double value : sample) {
            counts[bins.bin(value)]++;
        }

        assertThat(bins.size()).isEqualTo(21);
        assertThat(IntStream.of(counts).limit(20)).allMatch(count -> count > 490 && count < 510);
        assertThat(counts[20]).isZero();
    }

    @Test
    void aValueThatIsAlwaysTheSameHasABinOfItsOwnSoThatMoreAndLessAreSeen() {
        Bins bins = Bins.of(new double[]{7, 7, 7, 7, 7, 7, 7, 7}, 20);

        assertThat(bins.bin(6.999)).isZero();
        assertThat(bins.bin(7)).isEqualTo(1);
        assertThat(bins.bin(7.001)).isEqualTo(2);
    }

    @Test
    void whatIsNoNumberIsInTheLastBinAndInfinityIsOnItsSide() {
        Bins bins = Bins.of(new double[]{1, 2, 3, 4, Double.NaN, Double.POSITIVE_INFINITY}, 4);

        assertThat(bins.bin(Double.NaN)).isEqualTo(bins.size() - 1);
        assertThat(bins.bin(Double.POSITIVE_INFINITY)).isEqualTo(bins.size() - 2);
        assertThat(bins.bin(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(Bins.of(new double[]{Double.NaN, Double.NaN}, 20).size()).isEqualTo(2);
        assertThat(Bins.of(new double[]{-Double.MAX_VALUE, -Double.MAX_VALUE}, 20).bin(0)).isPositive();
    }

    @Test
    void edgesAscend() {
        assertThatThrownBy(() -> new Bins(new double[]{1, 1})).hasMessageContaining("edge 1 is 1.0");
        assertThatThrownBy(() -> new Bins(new double[]{Double.NaN})).hasMessageContaining("finite");
    }
}
