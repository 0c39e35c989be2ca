package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;

class HotellingGraphTest {
    private static final double TOLERANCE = 1e-3;

    @Test
    void onnxRuntimeAgreesWithTheFitOnNormalAndFaultyRunning() throws OrtException {
        HotellingFit fit = HotellingFit.of(SimulatedPump.CHANNELS, new SimulatedPump(1).next(2_000), FitOptions.DEFAULT);
        for (PumpFault fault : PumpFault.values()) {
            SimulatedPump pump = new SimulatedPump(2);
            double[][] normal = pump.next(300);
            pump.inject(fault);
            double[][] faulty = pump.next(300);

            assertAgreement(fit, normal);
            assertAgreement(fit, faulty);
        }
    }

    @Test
    void aSmallScatterOnALargeMeanSurvives32Bits() throws OrtException {
        Random noise = new Random(3);
        double[][] rows = new double[1_000][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = new double[]{(float) (101_325 + noise.nextGaussian()), (float) (28.4743 + 0.001 * noise.nextGaussian())};
        }
        assertAgreement(HotellingFit.of(List.of("Pascal", "Celsius"), rows, FitOptions.DEFAULT), rows);
    }

    @Test
    void everyBatchSizeGivesTheSameAnswers() throws OrtException {
        HotellingFit fit = HotellingFit.of(SimulatedPump.CHANNELS, new SimulatedPump(1).next(500), FitOptions.DEFAULT);
        double[][] rows = new SimulatedPump(2).next(400);
        try (OnnxScorer scorer = new OnnxScorer(fit.graph().toByteArray(), 30)) {
            float[] all = scorer.batch(rows, 29, 371).score();
            for (int size : new int[]{1, 2, 7, 32, 100}) {
                float[] some = scorer.batch(rows, 29, size).score();
                assertThat(some).hasSize(size);
                for (int w = 0; w < size; w++) {
                    assertThat(some[w]).isCloseTo(all[w], within(1e-5f * all[w]));
                }
            }
        }
    }

    @Test
    void inputAndOutputsAreTypedAndNamedAsTheManifestSays() throws OrtException {
        HotellingFit fit = HotellingFit.of(SimulatedPump.CHANNELS, new SimulatedPump(1).next(500), FitOptions.DEFAULT);
        try (OnnxScorer scorer = new OnnxScorer(fit.graph().toByteArray(), 30)) {
            TensorInfo input = (TensorInfo) scorer.session().getInputInfo().get("input").getInfo();
            TensorInfo score = (TensorInfo) scorer.session().getOutputInfo().get("score").getInfo();
            TensorInfo anomaly = (TensorInfo) scorer.session().getOutputInfo().get("anomaly").getInfo();

            assertThat(input.type).isEqualTo(OnnxJavaType.FLOAT);
            assertThat(input.getShape()).containsExactly(-1, 30, 8);
            assertThat(score.type).isEqualTo(OnnxJavaType.FLOAT);
            assertThat(score.getShape()).containsExactly(-1);
            assertThat(anomaly.type).isEqualTo(OnnxJavaType.INT64);
            assertThat(anomaly.getShape()).containsExactly(-1);
        }
    }

    private static void assertAgreement(HotellingFit fit, double[][] rows) throws OrtException {
        double[][] narrowed = Arrays.stream(rows).map(HotellingGraphTest::narrowed).toArray(double[][]::new);
        try (OnnxScorer scorer = new OnnxScorer(fit.graph().toByteArray(), 30)) {
            OnnxScorer.Answers answers = scorer.slide(narrowed, 29);
            for (int w = 0; w < answers.score().length; w++) {
                double expected = fit.score(narrowed, w + 29);
                assertThat((double) answers.score()[w]).isCloseTo(expected, within(TOLERANCE * expected));
                assertThat(answers.anomaly()[w]).isEqualTo(answers.score()[w] > 1 ? 1 : 0);
            }
        }
    }

    private static double[] narrowed(double[] row) {
        return Arrays.stream(row).map(value -> (float) value).toArray();
    }
}
