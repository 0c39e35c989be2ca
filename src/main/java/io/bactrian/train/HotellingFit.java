package io.bactrian.train;

import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.stat.StatUtils;
import org.hipparchus.stat.correlation.Covariance;
import org.hipparchus.stat.descriptive.rank.Percentile;
import org.hipparchus.stat.descriptive.rank.Percentile.EstimationType;

/**
 * Hotelling's T² (H. Hotelling, "Multivariate quality control", 1947) over the mean and the standard deviation of each channel
 * in a sliding window: how far a window is from those of the fitting rows, in units of their own scatter. Immutable.
 */
public final class HotellingFit {
    private final Recording recording;
    private final FitOptions options;
    private final double[] mean;
    private final double[] deviation;
    private final RealMatrix whitening;
    private final double limit;

    private HotellingFit(Recording recording, FitOptions options) {
        this.recording = recording;
        this.options = options;
        RealMatrix features = MatrixUtils.createRealMatrix(WindowFeatures.all(recording.rows(), options.window()));
        mean = new double[features.getColumnDimension()];
        deviation = new double[mean.length];
        for (int f = 0; f < mean.length; f++) {
            mean[f] = StatUtils.mean(features.getColumn(f));
            deviation[f] = StrictMath.sqrt(StatUtils.populationVariance(features.getColumn(f), mean[f]));
            requireVaried(f);
        }
        double[][] standardised = new double[features.getRowDimension()][];
        for (int w = 0; w < standardised.length; w++) {
            standardised[w] = standardised(features.getRow(w));
        }
        whitening = whitening(new Covariance(standardised).getCovarianceMatrix());
        double[] own = new double[standardised.length];
        for (int w = 0; w < own.length; w++) {
            own[w] = squaredLength(whitening.operate(standardised[w]));
        }
        limit = options.factor()
                * new Percentile().withEstimationType(EstimationType.R_7).evaluate(own, 100 * options.quantile());
    }

    /**
     * Fits normal running.
     *
     * @throws TrainingException when there are too few rows, or a channel or the covariance is degenerate
     */
    public static HotellingFit of(Recording recording, FitOptions options) {
        int channels = recording.channels().size();
        int needed = options.window() + 2 * channels;
        if (channels == 0 || recording.rows().length < needed) {
            throw new TrainingException(
                    "%d rows of %d channels to fit, expected at least %d: the window of %d and two for each of at least one channel. Give more rows or a shorter window"
                            .formatted(recording.rows().length, channels, needed, options.window()));
        }
        return new HotellingFit(recording, options);
    }

    /** The rows it was fitted on. */
    public Recording recording() {
        return recording;
    }

    public FitOptions options() {
        return options;
    }

    /** T² of a window from which on a pump counts as anomalous. */
    public double limit() {
        return limit;
    }

    /** T² divided by the limit, of the window that ends with row {@code end}: above 1 is an anomaly. */
    public double score(double[][] rows, int end) {
        double[] features = WindowFeatures.of(rows, end, options.window());
        return squaredLength(whitening.operate(standardised(features))) / limit;
    }

    /** The features' means over the fitting rows: channels' means, then channels' standard deviations. */
    double[] mean() {
        return mean.clone();
    }

    /** {@code [features][features]}: what turns features less their means into a vector whose squared length is the score. */
    double[][] projection() {
        double[][] projection = whitening.getData();
        for (double[] row : projection) {
            for (int f = 0; f < row.length; f++) {
                row[f] /= deviation[f] * StrictMath.sqrt(limit);
            }
        }
        return projection;
    }

    private double[] standardised(double[] features) {
        double[] standardised = new double[features.length];
        for (int f = 0; f < features.length; f++) {
            standardised[f] = (features[f] - mean[f]) / deviation[f];
        }
        return standardised;
    }

    private RealMatrix whitening(RealMatrix covariance) {
        for (int f = 0; f < mean.length; f++) {
            covariance.addToEntry(f, f, options.ridge());
        }
        try {
            RealMatrix lower = new CholeskyDecomposition(covariance).getL();
            return new LUDecomposition(lower).getSolver().getInverse();
        } catch (MathRuntimeException e) {
            throw new TrainingException(
                    "The covariance of %s with ridge %s is singular: give more rows, a ridge above 0, or leave out a channel that repeats another"
                            .formatted(recording.channels(), options.ridge()),
                    e);
        }
    }

    private void requireVaried(int feature) {
        int channels = recording.channels().size();
        double magnitude = StrictMath.max(StrictMath.abs(mean[feature]), StrictMath.abs(mean[feature % channels]));
        if (!(deviation[feature] > 1e-12 * magnitude)) {
            throw new TrainingException(
                    "The %s of channel '%s' does not vary over the %d fitting rows, expected some scatter: leave the channel out or give more rows"
                            .formatted(feature < channels ? "windowed mean" : "windowed standard deviation",
                                    recording.channels().get(feature % channels), recording.rows().length));
        }
    }

    private static double squaredLength(double[] vector) {
        double sum = 0;
        for (double each : vector) {
            sum += each * each;
        }
        return sum;
    }
}
