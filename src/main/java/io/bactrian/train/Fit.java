package io.bactrian.train;

import java.util.List;
import java.util.Map;

import ai.onnx.proto.OnnxMl.ModelProto;

/** What was fitted: answers windows in 64 bits, and is written as a graph that answers the same in 32. Immutable. */
public sealed interface Fit permits HotellingFit, ClassifierFit, RegressionFit {
    /** The names of a row's values, in order. */
    List<String> channels();

    /** Rows of history an answer is made from. */
    int window();

    /** The graph: {@code input} FP32 {@code [batch, window, channels]}, without the window where it is 1. */
    ModelProto graph();

    /** The manifest's task. */
    String task();

    /** What the manifest says of the outputs. */
    ModelYaml.Outputs outputs();

    /** Every output for the window that ends with row {@code end}, by name. */
    Map<String, Number[]> answer(double[][] rows, int end);

    /** Whether the answer to this window is so far from another label that 32 bits cannot change it. */
    boolean decided(double[][] rows, int end);
}
