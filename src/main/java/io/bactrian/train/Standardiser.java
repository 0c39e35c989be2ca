package io.bactrian.train;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

import org.hipparchus.stat.StatUtils;

/**
 * Features less their mean, in units of their own scatter.
 *
 * @param mean      of each feature over the fitting windows
 * @param deviation (population) standard deviation of each; above 0
 */
public record Standardiser(double[] mean, double[] deviation) implements Serializable {
    /**
     * @param features {@code [windows][features]}
     * @throws TrainingException when a feature does not vary
     */
    static Standardiser of(double[][] features, List<String> channels, int rows) {
        int size = features[0].length;
        Standardiser fitted = new Standardiser(new double[size], new double[size]);
        double[] column = new double[features.length];
        for (int f = 0; f < size; f++) {
            for (int w = 0; w < column.length; w++) {
                column[w] = features[w][f];
            }
            fitted.mean[f] = StatUtils.mean(column);
            fitted.deviation[f] = StrictMath.sqrt(StatUtils.populationVariance(column, fitted.mean[f]));
            fitted.requireVaried(f, channels, rows);
        }
        return fitted;
    }

    /**
     * @param windows moments of their features
     * @throws TrainingException when a feature does not vary
     */
    public static Standardiser of(Moments windows, List<String> channels) {
        double[] mean = windows.mean();
        Standardiser fitted = new Standardiser(mean, new double[mean.length]);
        for (int f = 0; f < mean.length; f++) {
            fitted.deviation[f] = windows.deviation(f);
            fitted.requireVaried(f, channels, windows.count());
        }
        return fitted;
    }

    public double[] apply(double[] features) {
        double[] standardised = new double[features.length];
        for (int f = 0; f < features.length; f++) {
            standardised[f] = (features[f] - mean[f]) / deviation[f];
        }
        return standardised;
    }

    double[][] apply(double[][] features) {
        return Arrays.stream(features).map(this::apply).toArray(double[][]::new);
    }

    private void requireVaried(int feature, List<String> channels, long rows) {
        double magnitude = StrictMath.max(StrictMath.abs(mean[feature]), StrictMath.abs(mean[feature % channels.size()]));
        if (!(deviation[feature] > 1e-12 * magnitude)) {
            throw new TrainingException(
                    "The %s does not vary over the %d fitting rows, expected some scatter: leave the channel out or give more rows"
                            .formatted(WindowFeatures.name(channels, feature), rows));
        }
    }
}
