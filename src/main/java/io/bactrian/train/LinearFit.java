package io.bactrian.train;

import java.util.List;

/**
 * Weighted sums of standardised features.
 *
 * @param channels     the names of a row's values
 * @param window       rows of history
 * @param standardiser what is done to the features first
 * @param weights      {@code [sums][features]}
 * @param bias         {@code [sums]}
 */
record LinearFit(List<String> channels, int window, Standardiser standardiser, double[][] weights, double[] bias) {
    double[] sums(double[][] rows, int end) {
        double[] features = standardiser.apply(WindowFeatures.of(rows, end, window));
        double[] sums = bias.clone();
        for (int s = 0; s < sums.length; s++) {
            for (int f = 0; f < features.length; f++) {
                sums[s] += weights[s][f] * features[f];
            }
        }
        return sums;
    }

    /** The graph as far as the tensor {@code sums}, {@code [batch, sums]}. */
    WindowGraph graph(String name) {
        int features = standardiser.mean().length;
        WindowGraph graph = new WindowGraph(name, channels, window, standardiser.mean());
        float[] scale = new float[features];
        float[] flat = new float[features * bias.length];
        float[] offsets = new float[bias.length];
        for (int f = 0; f < features; f++) {
            scale[f] = (float) standardiser.deviation()[f];
            for (int s = 0; s < bias.length; s++) {
                flat[f * bias.length + s] = (float) weights[s][f];
            }
        }
        for (int s = 0; s < bias.length; s++) {
            offsets[s] = (float) bias[s];
        }
        graph.constant("scale", scale, features);
        graph.constant("weights", flat, features, bias.length);
        graph.constant("bias", offsets, bias.length);
        graph.node("Div", "standardised", graph.distance(), "scale");
        graph.node("Gemm", "sums", "standardised", "weights", "bias");
        return graph;
    }
}
