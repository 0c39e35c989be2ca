package io.bactrian.train;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.stat.StatUtils;
import org.hipparchus.stat.correlation.Covariance;
import org.hipparchus.stat.descriptive.rank.Percentile;
import org.hipparchus.stat.descriptive.rank.Percentile.EstimationType;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/**
 * Hotelling's T² (H. Hotelling, "Multivariate quality control", 1947) over the mean and the standard deviation of each channel
 * in a sliding window: how far a window is from those of the fitting rows, in units of their own scatter. With a smoothing, over
 * exponentially weighted means (MEWMA: C. A. Lowry et al., "A multivariate exponentially weighted moving average control chart",
 * Technometrics 34, 1992). The graph gives {@code score} FP32 {@code [batch]} and {@code anomaly} INT64 {@code [batch]}. Immutable.
 */
public final class HotellingFit extends Fit {
    static final List<String> LABELS = List.of("normal", "anomaly");
    private static final double UNDECIDED = 0.01;

    private final RealMatrix covariance;
    private final RealMatrix whitening;
    private final RealMatrix root;
    private final double limit;

    /** Of T² over the fitting windows, which only who has these can tell. */
    public interface OwnDistances {
        /**
         * @param fit   whose {@link #squaredDistance} it is about
         * @param share above 0 and below 1
         * @return the quantile between the two nearest ranks (R. J. Hyndman and Y. Fan, 1996, definition 7)
         */
        double quantile(HotellingFit fit, double share);
    }

    /** Without a limit yet. */
    private HotellingFit(List<String> channels, Standardiser standardiser, RealMatrix covariance, FitOptions options) {
        super(channels, options.features(), standardiser);
        this.covariance = covariance;
        whitening = whitening(options.ridge());
        root = root();
        limit = 1;
    }

    private HotellingFit(HotellingFit fit, double limit) {
        super(fit.channels(), fit.windowFeatures(), fit.standardiser());
        covariance = fit.covariance;
        whitening = fit.whitening;
        root = fit.root;
        this.limit = limit;
    }

    /**
     * Fits one device's normal running.
     *
     * @throws TrainingException when there are too few rows, or a channel or the covariance is degenerate
     */
    public static HotellingFit of(List<String> channels, double[][] rows, FitOptions options) {
        return of(channels, List.<double[][]>of(rows), options);
    }

    /** Fits normal running of several devices together, as {@link #of(List, double[][], FitOptions)}. */
    static HotellingFit of(List<String> channels, List<double[][]> devices, FitOptions options) {
        int rows = devices.stream().mapToInt(each -> each.length).sum();
        double[][] features = options.features().all(devices);
        if (channels.isEmpty() || features.length <= 2 * channels.size()) {
            throw new TrainingException(
                    "%d rows of %d channels to fit, expected at least %d: the window of %d and two for each of at least one channel. Give more rows or a shorter window"
                            .formatted(rows, channels.size(), options.window() + 2 * channels.size(), options.window()));
        }
        Standardiser standardiser = Standardiser.of(features, channels, rows);
        double[][] standardised = standardiser.apply(features);
        RealMatrix covariance = new Covariance(standardised).getCovarianceMatrix();
        return of(channels, standardiser, covariance, options, (fit, share) -> new Percentile()
                .withEstimationType(EstimationType.R_7)
                .evaluate(Arrays.stream(standardised).mapToDouble(fit::standardisedDistance).toArray(), 100 * share));
    }

    /**
     * Fits windows that are elsewhere.
     *
     * @param windows the moments of their features
     * @throws TrainingException as {@link #of(List, double[][], FitOptions)}
     */
    public static HotellingFit of(List<String> channels, Moments windows, FitOptions options, OwnDistances own) {
        if (channels.isEmpty() || windows.count() <= 2L * channels.size()) {
            throw new TrainingException(
                    "%d windows of %d channels to fit, expected more than %d, two for each of at least one channel: give more"
                            .formatted(windows.count(), channels.size(), 2 * channels.size()));
        }
        Standardiser standardiser = Standardiser.of(windows, channels);
        int size = standardiser.mean().length;
        RealMatrix covariance = MatrixUtils.createRealMatrix(size, size);
        for (int f = 0; f < size; f++) {
            for (int g = 0; g < size; g++) {
                covariance.setEntry(f, g,
                        windows.covariance(f, g) / (standardiser.deviation()[f] * standardiser.deviation()[g]));
            }
        }
        return of(channels, standardiser, covariance, options, own);
    }

    private static HotellingFit of(List<String> channels, Standardiser standardiser, RealMatrix covariance,
            FitOptions options, OwnDistances own) {
        HotellingFit unlimited = new HotellingFit(channels, standardiser, covariance, options);
        return new HotellingFit(unlimited, options.factor() * own.quantile(unlimited, options.quantile()));
    }

    @Override
    ModelProto graph(boolean contributions) {
        WindowGraph graph = new WindowGraph("hotelling", channels(), windowFeatures(), standardiser().mean());
        int size = standardiser().mean().length;
        graph.constant("projection", projection(whitening), size, size);
        graph.constant("limit", new double[]{1});
        graph.node("MatMul", "whitened", "distance", "projection");
        graph.node("ReduceSumSquare", "score", "whitened").addAttribute(WindowGraph.ints("axes", 1))
                .addAttribute(WindowGraph.integer("keepdims", 0));
        graph.node("Greater", "above", "score", "limit");
        graph.node("Cast", "anomaly", "above").addAttribute(WindowGraph.integer("to", DataType.INT64.getNumber()));
        graph.output("score", DataType.FLOAT);
        graph.output("anomaly", DataType.INT64);
        if (contributions) {
            graph.constant("root", projection(root), size, size);
            graph.node("MatMul", "rooted", "distance", "root");
            graph.node("Mul", "parts", "rooted", "rooted");
            graph.contributions(CONTRIBUTIONS, "parts");
        }
        graph.say("labels", String.join(",", LABELS));
        graph.say("limit", Double.toString(limit));
        return graph.model("Hotelling's T² over %s, divided by its limit".formatted(windowFeatures().described()));
    }

    @Override
    String task() {
        return "anomaly";
    }

    @Override
    ModelYaml.Outputs outputs() {
        return new ModelYaml.Outputs("score", "anomaly", null, LABELS);
    }

    @Override
    Map<String, Number[]> answer(double[] standardised) {
        double score = standardisedDistance(standardised) / limit;
        return Map.of("score", new Number[]{score}, "anomaly", new Number[]{score > 1 ? 1 : 0});
    }

    @Override
    boolean decided(double[][] rows, int end) {
        return StrictMath.abs(score(rows, end) - 1) > UNDECIDED;
    }

    /** T² of a window from which on a pump counts as anomalous. */
    public double limit() {
        return limit;
    }

    /** T² divided by the limit, of the window that ends with row {@code end}: above 1 is an anomaly. */
    public double score(double[][] rows, int end) {
        return standardisedDistance(features(rows, end)) / limit;
    }

    /** T² of a window by its features, not standardised. */
    public double squaredDistance(double[] features) {
        return standardisedDistance(standardiser().apply(features));
    }

    private double standardisedDistance(double[] standardised) {
        return StatUtils.sumSq(whitening.operate(standardised));
    }

    /**
     * The complete decomposition of T² (C. Alcala and S. J. Qin, "Reconstruction-based contribution for process monitoring",
     * Automatica 45, 2009): the squares of the symmetric root's components. None is negative, and they add up to the score.
     */
    @Override
    double[] parts(double[][] rows, int end) {
        double[] parts = root.operate(features(rows, end));
        for (int f = 0; f < parts.length; f++) {
            parts[f] *= parts[f] / limit;
        }
        return parts;
    }

    /** The symmetric root of the covariance's inverse. */
    private RealMatrix root() {
        EigenDecompositionSymmetric parts = new EigenDecompositionSymmetric(covariance);
        double[] roots = Arrays.stream(parts.getEigenvalues()).map(value -> 1 / StrictMath.sqrt(value)).toArray();
        return parts.getV().multiply(MatrixUtils.createRealDiagonalMatrix(roots)).multiplyTransposed(parts.getV());
    }

    /** {@code [features][features]}, flat: multiplied by it, features less their means become a vector whose squared length is the score. */
    private double[] projection(RealMatrix factor) {
        int size = standardiser().mean().length;
        double[] projection = new double[size * size];
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                projection[from * size + to] = factor.getEntry(to, from)
                        / (standardiser().deviation()[from] * StrictMath.sqrt(limit));
            }
        }
        return projection;
    }

    private RealMatrix whitening(double ridge) {
        for (int f = 0; f < covariance.getRowDimension(); f++) {
            covariance.addToEntry(f, f, ridge);
        }
        try {
            RealMatrix lower = new CholeskyDecomposition(covariance).getL();
            return new LUDecomposition(lower).getSolver().getInverse();
        } catch (MathRuntimeException e) {
            throw new TrainingException(
                    "The covariance of %s with ridge %s is singular: give more rows, a ridge above 0, or leave out a channel that repeats another"
                            .formatted(channels(), ridge),
                    e);
        }
    }
}
