package io.bactrian.train;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/**
 * A {@link HotellingFit} as an ONNX graph, window statistics included: {@code input} FP32 {@code [batch, window, channels]} to
 * {@code score} FP32 {@code [batch]} and {@code anomaly} INT64 {@code [batch]}.
 */
final class HotellingGraph {
    private HotellingGraph() {
    }

    static ModelProto of(HotellingFit fit) {
        WindowGraph graph = new WindowGraph("hotelling", fit.channels(), fit.window(), fit.mean());
        graph.floats("projection", transposed(fit.projection()), fit.mean().length, fit.mean().length);
        graph.floats("limit", new float[]{1});
        graph.node("MatMul", "whitened", graph.distance(), "projection");
        graph.node("ReduceSumSquare", "score", "whitened").addAttribute(WindowGraph.ints("axes", 1))
                .addAttribute(WindowGraph.integer("keepdims", 0));
        graph.node("Greater", "above", "score", "limit");
        graph.node("Cast", "anomaly", "above").addAttribute(WindowGraph.integer("to", DataType.INT64.getNumber()));
        graph.output("score", DataType.FLOAT);
        graph.output("anomaly", DataType.INT64);
        graph.say("labels", String.join(",", HotellingFit.LABELS));
        graph.say("limit", Double.toString(fit.limit()));
        return graph.model("Hotelling's T² over windowed means and standard deviations, divided by its limit");
    }

    private static float[] transposed(double[][] projection) {
        float[] weights = new float[projection.length * projection.length];
        for (int from = 0; from < projection.length; from++) {
            for (int to = 0; to < projection.length; to++) {
                weights[from * projection.length + to] = (float) projection[to][from];
            }
        }
        return weights;
    }
}
