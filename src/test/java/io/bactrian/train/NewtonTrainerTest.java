package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

class NewtonTrainerTest {
    private static final int LABELS = 3;
    private static final int FEATURES = 4;

    private record Example(double[] features, int target) {
    }

    @Test
    void noDirectionLeadsFurtherDown() {
        for (double l2 : new double[]{1e-6, 1e-3, 1}) {
            List<Example> examples = examples(new Random(1), 400, 1);
            double[][] optimum = train(examples, l2);
            double best = value(examples, optimum, l2);
            Random random = new Random(2);
            for (int t = 0; t < 200; t++) {
                double[][] near = Arrays.stream(optimum).map(double[]::clone).toArray(double[][]::new);
                near[random.nextInt(LABELS)][random.nextInt(FEATURES + 1)] += 1e-3 * random.nextGaussian();
                assertThat(value(examples, near, l2)).isGreaterThan(best - 1e-14);
            }
        }
    }

    @Test
    void theOptimumIsTheSameInAnyOrderAndFromAnyStart() {
        List<Example> examples = examples(new Random(3), 500, 1);
        double[][] optimum = train(examples, 1e-4);
        List<Example> shuffled = new ArrayList<>(examples);
        Collections.shuffle(shuffled, new Random(4));
        assertClose(train(shuffled, 1e-4), optimum);
        Random random = new Random(5);
        double[][] start = new double[LABELS][FEATURES + 1];
        for (double[] label : start) {
            Arrays.setAll(label, f -> f == FEATURES ? 0 : 3 * random.nextGaussian());
        }
        assertClose(new NewtonTrainer(1e-4).minimise(start, parameters -> loss(examples, parameters)), optimum);
    }

    @Test
    void labelsThatAPlaneSeparatesHaveAnOptimumToo() {
        double[][] optimum = train(examples(new Random(6), 300, 50), 1e-4);
        assertThat(Arrays.stream(optimum).flatMapToDouble(Arrays::stream)).allMatch(Double::isFinite);
        assertThat(Arrays.stream(optimum).mapToDouble(each -> each[FEATURES]).sum()).isCloseTo(0, within(1e-9));
    }

    @Test
    void lossesOfPartsAddUp() {
        List<Example> examples = examples(new Random(7), 100, 1);
        double[][] parameters = train(examples, 1e-2);
        LogLoss whole = loss(examples, parameters);
        LogLoss parts = loss(examples.subList(0, 30), parameters).merge(loss(examples.subList(30, 30), parameters))
                .merge(loss(examples.subList(30, 100), parameters));
        assertThat(parts.mean()).isCloseTo(whole.mean(), within(1e-14));
        for (int p = 0; p < LABELS * (FEATURES + 1); p++) {
            assertThat(parts.slope(p)).isCloseTo(whole.slope(p), within(1e-14));
            for (int q = 0; q < LABELS * (FEATURES + 1); q++) {
                assertThat(parts.curvature(p, q)).isCloseTo(whole.curvature(p, q), within(1e-14));
            }
        }
    }

    @Test
    void aPenaltyOfNothingAndTooManyParametersAreRefused() {
        assertThatThrownBy(() -> new NewtonTrainer(0)).isInstanceOf(TrainingException.class)
                .hasMessage("--l2 is 0.0, expected a number above 0");
        assertThatThrownBy(() -> new NewtonTrainer(1).train(new double[1][128], new int[1], 100, Reading.QUIET))
                .isInstanceOf(TrainingException.class).hasMessageContaining("100 labels of 128 features")
                .hasMessageContaining("leave channels or labels out");
    }

    private static double[][] train(List<Example> examples, double l2) {
        Learner.Weights weights = new NewtonTrainer(l2).train(examples.stream().map(Example::features).toArray(double[][]::new),
                examples.stream().mapToInt(Example::target).toArray(), LABELS, Reading.QUIET);
        double[][] parameters = new double[LABELS][];
        for (int l = 0; l < LABELS; l++) {
            parameters[l] = Arrays.copyOf(weights.weights()[l], FEATURES + 1);
            parameters[l][FEATURES] = weights.bias()[l];
        }
        return parameters;
    }

    private static LogLoss loss(List<Example> examples, double[][] parameters) {
        LogLoss loss = new LogLoss(parameters);
        examples.forEach(each -> loss.add(each.features, each.target));
        return loss;
    }

    private static double value(List<Example> examples, double[][] parameters, double l2) {
        double squares = 0;
        for (double[] label : parameters) {
            for (int f = 0; f < FEATURES; f++) {
                squares += label[f] * label[f];
            }
        }
        double sum = 0;
        for (Example each : examples) {
            double[] sums = new double[LABELS];
            for (int l = 0; l < LABELS; l++) {
                sums[l] = parameters[l][FEATURES];
                for (int f = 0; f < FEATURES; f++) {
                    sums[l] += parameters[l][f] * each.features[f];
                }
            }
            sum += Math.log(Arrays.stream(sums).map(Math::exp).sum()) - sums[each.target];
        }
        return sum / examples.size() + l2 / 2 * squares;
    }

    private static void assertClose(double[][] found, double[][] expected) {
        for (int l = 0; l < LABELS; l++) {
            for (int f = 0; f <= FEATURES; f++) {
                assertThat(found[l][f]).isCloseTo(expected[l][f], within(1e-9));
            }
        }
    }

    private static List<Example> examples(Random random, int count, double apart) {
        List<Example> examples = new ArrayList<>();
        for (int e = 0; e < count; e++) {
            int target = random.nextInt(LABELS);
            double[] features = random.doubles(FEATURES, -1, 1).toArray();
            features[target] += apart;
            examples.add(new Example(features, target));
        }
        return examples;
    }
}
