package io.bactrian.train;

import java.util.Arrays;

/** Hotelling's T² written down as in a textbook, with loops and Gaussian elimination, to check the fit against. */
final class Textbook {
    private final int window;
    private final double[] mean;
    private final double[] deviation;
    private final double[][] covariance;
    private final double[] own;

    Textbook(double[][] rows, int window, double ridge) {
        this.window = window;
        int windows = rows.length - window + 1;
        int size = 2 * rows[0].length;
        double[][] features = new double[windows][];
        mean = new double[size];
        deviation = new double[size];
        covariance = new double[size][size];
        for (int w = 0; w < windows; w++) {
            features[w] = features(rows, w + window - 1);
            for (int f = 0; f < size; f++) {
                mean[f] += features[w][f] / windows;
            }
        }
        for (int f = 0; f < size; f++) {
            for (double[] each : features) {
                deviation[f] += Math.pow(each[f] - mean[f], 2) / windows;
            }
            deviation[f] = Math.sqrt(deviation[f]);
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                for (double[] each : features) {
                    covariance[i][j] += (each[i] - mean[i]) / deviation[i] * (each[j] - mean[j]) / deviation[j] / (windows - 1);
                }
            }
            covariance[i][i] += ridge;
        }
        own = new double[windows];
        for (int w = 0; w < windows; w++) {
            own[w] = squaredDistance(rows, w + window - 1);
        }
        Arrays.sort(own);
    }

    double quantile(double p) {
        double position = p * (own.length - 1);
        int below = (int) position;
        return own[below] + (position - below) * (own[below + 1] - own[below]);
    }

    double squaredDistance(double[][] rows, int end) {
        double[] z = features(rows, end);
        for (int f = 0; f < z.length; f++) {
            z[f] = (z[f] - mean[f]) / deviation[f];
        }
        double[] solved = solve(covariance, z);
        double sum = 0;
        for (int f = 0; f < z.length; f++) {
            sum += z[f] * solved[f];
        }
        return sum;
    }

    private double[] features(double[][] rows, int end) {
        int channels = rows[0].length;
        double[] features = new double[2 * channels];
        for (int c = 0; c < channels; c++) {
            int channel = c;
            double[] values = Arrays.stream(rows, end - window + 1, end + 1).mapToDouble(row -> row[channel]).toArray();
            double average = Arrays.stream(values).average().orElseThrow();
            features[c] = average;
            features[channels + c] = Math
                    .sqrt(Arrays.stream(values).map(v -> (v - average) * (v - average)).average().orElseThrow());
        }
        return features;
    }

    private static double[] solve(double[][] matrix, double[] right) {
        int n = right.length;
        double[][] a = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
        double[] x = right.clone();
        for (int pivot = 0; pivot < n; pivot++) {
            for (int row = pivot + 1; row < n; row++) {
                double factor = a[row][pivot] / a[pivot][pivot];
                for (int column = pivot; column < n; column++) {
                    a[row][column] -= factor * a[pivot][column];
                }
                x[row] -= factor * x[pivot];
            }
        }
        for (int row = n - 1; row >= 0; row--) {
            for (int column = row + 1; column < n; column++) {
                x[row] -= a[row][column] * x[column];
            }
            x[row] /= a[row][row];
        }
        return x;
    }
}
