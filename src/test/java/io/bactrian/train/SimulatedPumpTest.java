package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.assertj.core.data.Offset;
import org.hipparchus.stat.StatUtils;
import org.hipparchus.stat.correlation.PearsonsCorrelation;
import org.junit.jupiter.api.Test;

class SimulatedPumpTest {
    private static final double[][] DAY = new SimulatedPump(5).next(86_400);

    @Test
    void oneSeedGivesOneSequenceOnEveryJdk() {
        int hash = Arrays.deepHashCode(new SimulatedPump(42).next(10_000));

        assertThat(hash).isEqualTo(218509665);
        assertThat(Arrays.deepHashCode(new SimulatedPump(43).next(10_000))).isNotEqualTo(hash);
    }

    @Test
    void normalRunningHasTheRigsLevelsAndScatter() {
        double[] mean = {0.2126, 0.2684, 2.403, 0.111, 89.47, 28.47, 228.65, 125.24};
        double[] deviation = {0.0047, 0.0040, 0.486, 0.253, 0.667, 0.731, 10.98, 1.605};
        for (int c = 0; c < mean.length; c++) {
            double[] values = column(c);
            assertThat(StatUtils.mean(values)).as(SimulatedPump.CHANNELS.get(c)).isCloseTo(mean[c],
                    Offset.offset(deviation[c] / 4));
            assertThat(Math.sqrt(StatUtils.variance(values)) / deviation[c]).as(SimulatedPump.CHANNELS.get(c)).isBetween(0.75,
                    1.25);
        }
    }

    @Test
    void channelsMoveTogetherAsOnTheRig() {
        PearsonsCorrelation pearson = new PearsonsCorrelation();

        assertThat(pearson.correlation(column(2), column(6))).isCloseTo(0.47, Offset.offset(0.05));
        assertThat(pearson.correlation(column(4), column(5))).isLessThan(-0.7);
        assertThat(pearson.correlation(column(5), column(7))).isGreaterThan(0.7);
        assertThat(pearson.correlation(column(3), column(6))).isCloseTo(0, Offset.offset(0.05));
    }

    @Test
    void aFaultGrowsOverItsRampAndRecedesWhenRepaired() {
        SimulatedPump pump = new SimulatedPump(9);
        assertThat(pump.faulty()).isFalse();

        pump.inject(PumpFault.VALVE_CLOSING);
        double first = pump.next()[7];
        pump.next(PumpFault.VALVE_CLOSING.rampSeconds());
        double grown = StatUtils.mean(flow(pump, 60));
        assertThat(first).isGreaterThan(115);
        assertThat(grown).isBetween(85.0, 105.0);
        assertThat(pump.faulty()).isTrue();

        pump.normal();
        pump.next(PumpFault.VALVE_CLOSING.rampSeconds());
        assertThat(pump.faulty()).isFalse();
        assertThat(StatUtils.mean(flow(pump, 60))).isGreaterThan(120);
    }

    private static double[] flow(SimulatedPump pump, int rows) {
        return Arrays.stream(pump.next(rows)).mapToDouble(row -> row[7]).toArray();
    }

    private static double[] column(int channel) {
        return Arrays.stream(DAY).mapToDouble(row -> row[channel]).toArray();
    }
}
