package io.bactrian.train;

import java.util.List;
import java.util.Map;

import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.stat.StatUtils;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.train.Dataset.Window;

/**
 * Ridge regression (A. E. Hoerl and R. W. Kennard, "Ridge regression", 1970) of a number on a window's features. Immutable.
 */
final class RegressionFit extends LinearFit {
    private RegressionFit(List<String> channels, int window, Standardiser standardiser, double[] weights, double bias) {
        super(channels, window, standardiser, new double[][]{weights}, new double[]{bias});
    }

    /**
     * @param windows what to fit, at least one more than there are features
     * @param ridge   what is added to the diagonal of the features' correlations, 0 or more
     * @throws TrainingException when there are too few windows, or a channel is degenerate or repeats another
     */
    static RegressionFit of(List<String> channels, int window, List<Window> windows, double ridge, Console console) {
        int size = new WindowFeatures(window).count(channels.size());
        if (windows.size() <= size) {
            throw new TrainingException(
                    "%d windows of %d rows to train on, expected more than %d, the features: give more rows, a shorter --window or a smaller --split"
                            .formatted(windows.size(), window, size));
        }
        double[][] features = new WindowFeatures(window).of(windows, console);
        Standardiser standardiser = Standardiser.of(features, channels, windows.size());
        RealMatrix z = MatrixUtils.createRealMatrix(standardiser.apply(features));
        double[] target = windows.stream().mapToDouble(Window::target).toArray();
        double mean = StatUtils.mean(target);
        for (int w = 0; w < target.length; w++) {
            target[w] -= mean;
        }
        RealMatrix squares = z.transposeMultiply(z);
        for (int f = 0; f < size; f++) {
            squares.addToEntry(f, f, ridge * windows.size());
        }
        try {
            double[] weights = new CholeskyDecomposition(squares).getSolver()
                    .solve(MatrixUtils.createRealVector(z.preMultiply(target))).toArray();
            return new RegressionFit(channels, window, standardiser, weights, mean);
        } catch (MathRuntimeException e) {
            throw new TrainingException(
                    "The features of %s with ridge %s depend on one another: give more rows, a ridge above 0, or leave out a channel that repeats another"
                            .formatted(channels, ridge),
                    e);
        }
    }

    @Override
    ModelProto graph(boolean contributions) {
        WindowGraph graph = graph("ridge");
        graph.constant("sum_axis", 1);
        graph.node("Squeeze", "value", "sums", "sum_axis");
        graph.output("value", DataType.FLOAT);
        if (contributions) {
            graph.constant("own_weights", weights()[0], standardiser().mean().length);
            graph.node("Mul", "parts", "standardised", "own_weights");
            graph.contributions(CONTRIBUTIONS, "parts");
        }
        return graph.model("Ridge regression on standardised windowed features");
    }

    @Override
    String task() {
        return "regression";
    }

    @Override
    ModelYaml.Outputs outputs() {
        return new ModelYaml.Outputs("value", null, null, null);
    }

    /** Each feature's part in the value less its mean over the fitting windows. */
    @Override
    double[] parts(double[][] rows, int end) {
        double[] parts = features(rows, end);
        for (int f = 0; f < parts.length; f++) {
            parts[f] *= weights()[0][f];
        }
        return parts;
    }

    double value(double[][] rows, int end) {
        return sums(rows, end)[0];
    }

    @Override
    Map<String, Number[]> answer(double[] standardised) {
        return Map.of("value", new Number[]{sums(standardised)[0]});
    }

    @Override
    boolean decided(double[][] rows, int end) {
        return true;
    }
}
