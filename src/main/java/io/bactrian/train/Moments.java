package io.bactrian.train;

import java.io.Serializable;

/**
 * Number, means and co-moments of vectors: sums of products of deviations, added one at a time (B. P. Welford, Technometrics 4, 1962) and merged (T. F.
 * Chan, G. H. Golub and R. J. LeVeque, 1979) without the loss of digits that sums of squares have. Not thread-safe.
 */
public final class Moments implements Serializable {
    private final double[] mean;
    private final double[] deviations;
    private final double[][] products;
    private long count;

    /** Of no vector yet. */
    public Moments(int size) {
        mean = new double[size];
        deviations = new double[size];
        products = new double[size][size];
    }

    public void add(double[] vector) {
        count++;
        for (int i = 0; i < mean.length; i++) {
            deviations[i] = vector[i] - mean[i];
            mean[i] += deviations[i] / count;
        }
        for (int i = 0; i < mean.length; i++) {
            double after = vector[i] - mean[i];
            for (int j = 0; j <= i; j++) {
                products[i][j] += after * deviations[j];
            }
        }
    }

    /** Adds what the other has; returns this. */
    public Moments merge(Moments other) {
        long total = count + other.count;
        if (other.count == 0) {
            return this;
        }
        for (int i = 0; i < mean.length; i++) {
            deviations[i] = other.mean[i] - mean[i];
        }
        double weight = (double) count * other.count / total;
        for (int i = 0; i < mean.length; i++) {
            mean[i] += deviations[i] * other.count / total;
            for (int j = 0; j <= i; j++) {
                products[i][j] += other.products[i][j] + deviations[i] * deviations[j] * weight;
            }
        }
        count = total;
        return this;
    }

    public long count() {
        return count;
    }

    double[] mean() {
        return mean.clone();
    }

    /** (Population) standard deviation of element {@code i}. */
    double deviation(int i) {
        return StrictMath.sqrt(products[i][i] / count);
    }

    /** Sample covariance of elements {@code i} and {@code j}. */
    double covariance(int i, int j) {
        return products[StrictMath.max(i, j)][StrictMath.min(i, j)] / (count - 1);
    }
}
