package io.bactrian.train;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

import ai.onnx.proto.OnnxMl.ModelProto;

/** What was fitted: answers windows in 64 bits, and is written as a graph that answers the same in 32. Immutable. */
public abstract sealed class Fit implements Serializable permits HotellingFit, LinearFit {
    /** The output with each channel's contribution. */
    static final String CONTRIBUTIONS = "contributions";

    private final List<String> channels;
    private final WindowFeatures features;
    private final Standardiser standardiser;

    Fit(List<String> channels, WindowFeatures features, Standardiser standardiser) {
        this.channels = List.copyOf(channels);
        this.features = features;
        this.standardiser = standardiser;
    }

    /** The names of a row's values, in order. */
    final List<String> channels() {
        return channels;
    }

    /** Rows of history an answer is made from. */
    final int window() {
        return features.window();
    }

    public final WindowFeatures windowFeatures() {
        return features;
    }

    final Standardiser standardiser() {
        return standardiser;
    }

    /** The standardised features of the window that ends with row {@code end}. */
    final double[] features(double[][] rows, int end) {
        return standardiser.apply(features.of(rows, end));
    }

    /** The graph: {@code input} FP32 {@code [batch, window, channels]}, without the window where it is 1. */
    public final ModelProto graph() {
        return graph(false);
    }

    /** @param contributions whether it also gives {@code contributions} FP32 {@code [batch, channels]} */
    abstract ModelProto graph(boolean contributions);

    /** What each feature of the window that ends with row {@code end} adds to the score. */
    abstract double[] parts(double[][] rows, int end);

    /** What each channel adds to the score: the parts of its features together. */
    final double[] contributions(double[][] rows, int end) {
        double[] parts = parts(rows, end);
        double[] sums = new double[channels.size()];
        for (int f = 0; f < parts.length; f++) {
            sums[f % sums.length] += parts[f];
        }
        return sums;
    }

    /** The manifest's task. */
    abstract String task();

    /** What the manifest says of the outputs. */
    abstract ModelYaml.Outputs outputs();

    /** Every output for the window that ends with row {@code end}, by name. */
    final Map<String, Number[]> answer(double[][] rows, int end) {
        return answer(features(rows, end));
    }

    /** The same, of the window's standardised features. */
    abstract Map<String, Number[]> answer(double[] standardised);

    /** Whether the answer to this window is so far from another label that 32 bits cannot change it. */
    abstract boolean decided(double[][] rows, int end);
}
