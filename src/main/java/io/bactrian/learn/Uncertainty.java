package io.bactrian.learn;

import io.bactrian.model.ModelOutput;

/**
 * How sure a classifier is of one message: uncertainty sampling as in B. Settles, "Active Learning Literature Survey", University
 * of Wisconsin–Madison, 2009, sections 3.1; the entropy is scaled as KubeEdge Sedna's hard example mining does
 * ({@code CrossEntropyFilter}).
 */
final class Uncertainty {
    /** How far a sum of probabilities may be from 1: FP16 and BF16 round each to a few thousandths. */
    private static final double SUM_TOLERANCE = 0.02;

    private Uncertainty() {
    }

    /**
     * The probabilities of a message, one a class; null where the manifest names none, or they are none: negative, not
     * finite, or with another sum than 1. Of one number p, p and 1 - p.
     */
    static double[] probabilities(ModelOutput output) {
        ModelOutput.Tensor tensor = tensor(output);
        if (tensor == null) {
            return null;
        }
        double[] values = tensor.values();
        double[] all = values.length == 1 ? new double[]{values[0], 1 - values[0]} : values;
        double sum = 0;
        for (double p : all) {
            if (!(p >= 0)) {
                return null;
            }
            sum += p;
        }
        return Math.abs(sum - 1) <= SUM_TOLERANCE ? all : null;
    }

    /** 1 + Σ p·ln p / ln n, with 0·ln 0 = 0: 0 where all are equal, 1 where one has it all. */
    static double certainty(double[] probabilities) {
        double sum = 0;
        for (double p : probabilities) {
            if (p > 0) {
                sum += p * Math.log(p);
            }
        }
        return 1 + sum / Math.log(probabilities.length);
    }

    /**
     * The largest probability, or NaN where there are none: how often the label is right, on average, where probabilities are
     * calibrated (S. Garg et al., "Leveraging unlabeled data to predict out-of-distribution performance", ICLR 2022, section 4: average
     * confidence).
     */
    static double confidence(ModelOutput output) {
        ModelOutput.Tensor tensor = tensor(output);
        if (tensor == null) {
            return Double.NaN;
        }
        double[] values = tensor.values();
        double largest = values.length == 1 ? 1 - values[0] : 0;
        double sum = largest;
        for (double p : values) {
            if (!(p >= 0)) {
                return Double.NaN;
            }
            largest = Math.max(largest, p);
            sum += p;
        }
        return largest <= 1 + SUM_TOLERANCE && Math.abs(sum - 1) <= SUM_TOLERANCE ? Math.min(1, largest) : Double.NaN;
    }

    private static ModelOutput.Tensor tensor(ModelOutput output) {
        String name = output.model().answer().probabilities();
        ModelOutput.Tensor tensor = name == null ? null : output.output(name);
        return tensor == null || tensor.values() == null ? null : tensor;
    }

    /** The largest less the second largest. */
    static double margin(double[] probabilities) {
        double first = 0;
        double second = 0;
        for (double p : probabilities) {
            if (p > first) {
                second = first;
                first = p;
            } else if (p > second) {
                second = p;
            }
        }
        return first - second;
    }
}
