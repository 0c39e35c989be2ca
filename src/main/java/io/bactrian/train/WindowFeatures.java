package io.bactrian.train;

import java.util.ArrayList;
import java.util.List;

import io.bactrian.train.Dataset.Window;

/**
 * What the model sees of a window: the mean of each channel, then the (population) standard deviation of each channel; of a
 * window of one row its values.
 */
final class WindowFeatures {
    private WindowFeatures() {
    }

    static int count(int channels, int window) {
        return window == 1 ? channels : 2 * channels;
    }

    /** What feature {@code f} is called in a message to people. */
    static String name(List<String> channels, int f) {
        return "%s of channel '%s'".formatted(f < channels.size() ? "windowed mean" : "windowed standard deviation",
                channels.get(f % channels.size()));
    }

    /** Features of {@code rows[end - window + 1 .. end]}: {@code [count]}. */
    static double[] of(double[][] rows, int end, int window) {
        if (window == 1) {
            return rows[end].clone();
        }
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
    static double[][] all(List<double[][]> parts, int window) {
        List<double[]> features = new ArrayList<>();
        for (double[][] rows : parts) {
            for (int end = window - 1; end < rows.length; end++) {
                features.add(of(rows, end, window));
            }
        }
        return features.toArray(double[][]::new);
    }

    static double[][] of(List<Window> windows, int window, Console console) {
        Console.Work work = console.begin("Features of windows", windows.size());
        double[][] features = new double[windows.size()][];
        for (int w = 0; w < features.length; w++) {
            features[w] = of(windows.get(w).series().rows(), windows.get(w).end(), window);
            work.next();
        }
        return features;
    }
}
