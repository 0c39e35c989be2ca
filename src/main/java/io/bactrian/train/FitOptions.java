package io.bactrian.train;

/**
 * How a {@link HotellingFit} is made.
 *
 * @param window   rows of history per answer, at least 2
 * @param ridge    what is added to the covariance's diagonal, at least 0
 * @param quantile which quantile of the fitting rows' own T² the limit comes from, above 0 and below 1
 * @param factor   how many times that quantile the limit is, above 0
 * @param smoothing λ of exponentially weighted means, below 1; 0 for means and standard deviations
 */
public record FitOptions(int window, double ridge, double quantile, double factor, double smoothing) {
    /** A window of 30 rows, 0.1 on the diagonal, 8 times the 0.99 quantile. */
    public static final FitOptions DEFAULT = new FitOptions(30, 0.1, 0.99, 8, 0);
    /** MEWMA over 90 rows with a λ of 0.05, whose limit is 12 times the 0.99 quantile. */
    public static final FitOptions SMOOTHED = new FitOptions(90, 0.1, 0.99, 12, 0.05);

    public FitOptions {
        TrainingException.unless(window >= 2, "window", window, "at least 2 rows: one row has no standard deviation");
        TrainingException.unless(ridge >= 0 && Double.isFinite(ridge), "ridge", ridge, "0 or more");
        TrainingException.unless(quantile > 0 && quantile < 1, "quantile", quantile, "more than 0 and less than 1");
        TrainingException.unless(factor > 0 && Double.isFinite(factor), "factor", factor, "more than 0");
        TrainingException.unless(smoothing >= 0 && smoothing < 1, "smoothing", smoothing, "0 or more and less than 1");
    }

    WindowFeatures features() {
        return new WindowFeatures(window, smoothing);
    }
}
