package io.bactrian.train;

/** What the model sees of a window: the mean of each channel, then the (population) standard deviation of each channel. */
final class WindowFeatures {
    private WindowFeatures() {
    }

    /** Features of {@code rows[end - window + 1 .. end]}: {@code [2 * channels]}. */
    static double[] of(double[][] rows, int end, int window) {
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

    /** Features of every full window, oldest first: {@code [rows - window + 1][2 * channels]}. */
    static double[][] all(double[][] rows, int window) {
        double[][] features = new double[rows.length - window + 1][];
        for (int w = 0; w < features.length; w++) {
            features[w] = of(rows, w + window - 1, window);
        }
        return features;
    }
}
