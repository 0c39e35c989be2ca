package io.bactrian.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

import io.bactrian.train.Dataset.Window;

/**
 * What the model sees of a window: the mean of each channel, then the (population) standard deviation of each channel; of a
 * window of one row its values; with a smoothing λ the exponentially weighted mean of each channel, whose weights are in proportion to
 * (1 - λ)^k for the row k before the last.
 *
 * @param window    rows
 * @param smoothing λ, above 0 and below 1; 0 for none
 */
public record WindowFeatures(int window, double smoothing) implements Serializable {
    public WindowFeatures(int window) {
        this(window, 0);
    }

    String described() {
        return smoothing > 0 ? "exponentially weighted means" : "windowed means and standard deviations";
    }

    public int count(int channels) {
        return window == 1 || smoothing > 0 ? channels : 2 * channels;
    }

    /** What feature {@code f} is called in a message to people. */
    static String name(List<String> channels, int f) {
        return "%s of channel '%s'".formatted(f < channels.size() ? "windowed mean" : "windowed standard deviation",
                channels.get(f % channels.size()));
    }

    /** Features of {@code rows[end - window + 1 .. end]}: {@code [count]}. */
    public double[] of(double[][] rows, int end) {
        if (window == 1) {
            return rows[end].clone();
        }
        return smoothing > 0 ? weighted(rows, end) : moments(rows, end);
    }

    private double[] weighted(double[][] rows, int end) {
        double[] weights = weights();
        double[] features = new double[rows[end].length];
        for (int r = 0; r < window; r++) {
            for (int c = 0; c < features.length; c++) {
                features[c] += weights[r] * rows[end - window + 1 + r][c];
            }
        }
        return features;
    }

    /** Of a window's rows, the oldest first; they add up to 1. */
    double[] weights() {
        double[] weights = new double[window];
        double weight = 1;
        double sum = 0;
        for (int r = window - 1; r >= 0; r--) {
            weights[r] = weight;
            sum += weight;
            weight *= 1 - smoothing;
        }
        for (int r = 0; r < window; r++) {
            weights[r] /= sum;
        }
        return weights;
    }

    private double[] moments(double[][] rows, int end) {
        int channels = rows[end].length;
        double[] features = new double[2 * channels];
        for (int c = 0; c < channels; c++) {
            double mean = 0;
            for (int r = end - window + 1; r <= end; r++) {
                mean += rows[r][c] / window;
            }
            double variance = 0;
            for (int r = end - window + 1; r <= end; r++) {
                variance += (rows[r][c] - mean) * (rows[r][c] - mean) / window;
            }
            features[c] = mean;
            features[channels + c] = StrictMath.sqrt(variance);
        }
        return features;
    }

    /** Features of every full window of each part, oldest first: {@code [windows][count]}. */
    double[][] all(List<double[][]> parts) {
        List<double[]> features = new ArrayList<>();
        for (double[][] rows : parts) {
            for (int end = window - 1; end < rows.length; end++) {
                features.add(of(rows, end));
            }
        }
        return features.toArray(double[][]::new);
    }

    double[][] of(List<Window> windows, Console console) {
        Console.Work work = console.begin("Features of windows", windows.size());
        double[][] features = new double[windows.size()][];
        for (int w = 0; w < features.length; w++) {
            features[w] = of(windows.get(w).series().rows(), windows.get(w).end());
            work.next();
        }
        return features;
    }
}
