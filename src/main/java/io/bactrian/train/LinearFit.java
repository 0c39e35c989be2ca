package io.bactrian.train;

import java.util.List;

/** Weighted sums of standardised features. Immutable. */
abstract sealed class LinearFit extends Fit permits ClassifierFit, RegressionFit {
    private final double[][] weights;
    private final double[] bias;

    /**
     * @param weights {@code [sums][features]}
     * @param bias    {@code [sums]}
     */
    LinearFit(List<String> channels, int window, Standardiser standardiser, double[][] weights, double[] bias) {
        super(channels, new WindowFeatures(window), standardiser);
        this.weights = weights;
        this.bias = bias;
    }

    final double[] sums(double[][] rows, int end) {
        return sums(features(rows, end));
    }

    final double[] sums(double[] features) {
        double[] sums = bias.clone();
        for (int s = 0; s < sums.length; s++) {
            for (int f = 0; f < features.length; f++) {
                sums[s] += weights[s][f] * features[f];
            }
        }
        return sums;
    }

    final double[][] weights() {
        return weights;
    }

    /** The graph as far as the tensor {@code sums}, {@code [batch, sums]}. */
    final WindowGraph graph(String name) {
        int features = standardiser().mean().length;
        WindowGraph graph = new WindowGraph(name, channels(), windowFeatures(), standardiser().mean());
        double[] flat = new double[features * bias.length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = weights[i % bias.length][i / bias.length];
        }
        graph.constant("scale", standardiser().deviation(), features);
        graph.constant("weights", flat, features, bias.length);
        graph.constant("bias", bias, bias.length);
        graph.node("Div", "standardised", "distance", "scale");
        graph.node("Gemm", "sums", "standardised", "weights", "bias");
        return graph;
    }
}
