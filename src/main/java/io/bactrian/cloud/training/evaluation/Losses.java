package io.bactrian.cloud.training.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToIntFunction;

import io.bactrian.cloud.training.evaluation.HoldOut.Block;

/**
 * What two versions do wrong, added up by block and stratum: the sums that a resample of blocks is made of. A stratum is a true label, or
 * everything where targets are numbers. Not copied.
 *
 * @param weight    {@code [blocks][strata]}
 * @param candidate weighted losses, the same
 * @param serving   weighted losses, the same
 */
record Losses(double[][] weight, double[][] candidate, double[][] serving) {
    /**
     * @param stratum of the example at a place, below {@code strata}
     * @param candidate its loss at a place; {@code serving} the other's
     */
    static Losses of(HoldOut by, List<Example> examples, int strata, ToIntFunction<Integer> stratum,
            IntToDoubleFunction candidate, IntToDoubleFunction serving) {
        Map<Block, double[][]> blocks = new LinkedHashMap<>();
        for (int i = 0; i < examples.size(); i++) {
            double[][] sums = blocks.computeIfAbsent(by.block(examples.get(i)), block -> new double[3][strata]);
            int s = stratum.applyAsInt(i);
            double weight = examples.get(i).weight();
            sums[0][s] += weight;
            sums[1][s] += weight * candidate.applyAsDouble(i);
            sums[2][s] += weight * serving.applyAsDouble(i);
        }
        List<double[][]> all = new ArrayList<>(blocks.values());
        return new Losses(column(all, 0), column(all, 1), column(all, 2));
    }

    private static double[][] column(List<double[][]> blocks, int at) {
        return blocks.stream().map(each -> each[at]).toArray(double[][]::new);
    }

    int blocks() {
        return weight.length;
    }

    /** In how many blocks the stratum is. */
    int blocks(int stratum) {
        return (int) Arrays.stream(weight).filter(each -> each[stratum] > 0).count();
    }

    /** The candidate's mean loss less the serving version's, each stratum alike, where a block counts as often as {@code times} says. */
    double difference(int[] times) {
        return loss(candidate, times) - loss(serving, times);
    }

    double candidateLoss() {
        return loss(candidate, once());
    }

    double servingLoss() {
        return loss(serving, once());
    }

    double difference() {
        return difference(once());
    }

    private int[] once() {
        int[] once = new int[blocks()];
        Arrays.fill(once, 1);
        return once;
    }

    private double loss(double[][] losses, int[] times) {
        double mean = 0;
        int present = 0;
        int strata = weight.length == 0 ? 0 : weight[0].length;
        for (int s = 0; s < strata; s++) {
            double total = 0;
            double lost = 0;
            for (int b = 0; b < times.length; b++) {
                total += times[b] * weight[b][s];
                lost += times[b] * losses[b][s];
            }
            if (total > 0) {
                mean += lost / total;
                present++;
            }
        }
        return present == 0 ? 0 : mean / present;
    }
}
