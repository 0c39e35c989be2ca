package io.bactrian.train;

import java.io.Serializable;

/**
 * The log loss of a multinomial logistic regression over windows, its gradient and its Hessian. A parameter a label and feature, the label's bias
 * behind its weights: {@code [labels × (features + 1)]}. Sums, to be merged. Not thread-safe.
 */
public final class LogLoss implements Serializable {
    private final double[][] parameters;
    private final int width;
    private final double[] gradient;
    private final double[][] hessian;
    private final double[] inputs;
    private final double[] probabilities;
    private double sum;
    private long count;

    /** @param parameters {@code [labels][features + 1]}, where it is taken */
    public LogLoss(double[][] parameters) {
        this.parameters = parameters;
        width = parameters[0].length;
        gradient = new double[parameters.length * width];
        hessian = new double[gradient.length][gradient.length];
        inputs = new double[width];
        inputs[width - 1] = 1;
        probabilities = new double[parameters.length];
    }

    /** @param features of a window, standardised */
    public void add(double[] features, int target) {
        System.arraycopy(features, 0, inputs, 0, width - 1);
        softmax(target);
        count++;
        for (int l = 0; l < probabilities.length; l++) {
            double slope = probabilities[l] - (l == target ? 1 : 0);
            for (int f = 0; f < width; f++) {
                gradient[l * width + f] += slope * inputs[f];
            }
            for (int m = 0; m <= l; m++) {
                curve(l, m, probabilities[l] * ((l == m ? 1 : 0) - probabilities[m]));
            }
        }
    }

    private void curve(int label, int other, double curvature) {
        for (int f = 0; f < width; f++) {
            double[] row = hessian[label * width + f];
            double factor = curvature * inputs[f];
            for (int g = 0; g < width; g++) {
                row[other * width + g] += factor * inputs[g];
            }
        }
    }

    private void softmax(int target) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int l = 0; l < probabilities.length; l++) {
            probabilities[l] = 0;
            for (int f = 0; f < width; f++) {
                probabilities[l] += parameters[l][f] * inputs[f];
            }
            largest = StrictMath.max(largest, probabilities[l]);
        }
        double own = probabilities[target] - largest;
        double total = 0;
        for (int l = 0; l < probabilities.length; l++) {
            probabilities[l] = StrictMath.exp(probabilities[l] - largest);
            total += probabilities[l];
        }
        for (int l = 0; l < probabilities.length; l++) {
            probabilities[l] /= total;
        }
        sum += StrictMath.log(total) - own;
    }

    /** Adds what the other has, which was taken at the same parameters; returns this. */
    public LogLoss merge(LogLoss other) {
        sum += other.sum;
        count += other.count;
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] += other.gradient[i];
            for (int j = 0; j < gradient.length; j++) {
                hessian[i][j] += other.hessian[i][j];
            }
        }
        return this;
    }

    /** Over all windows, a window. */
    double mean() {
        return sum / count;
    }

    double slope(int parameter) {
        return gradient[parameter] / count;
    }

    double curvature(int parameter, int other) {
        return hessian[StrictMath.max(parameter, other)][StrictMath.min(parameter, other)] / count;
    }
}
