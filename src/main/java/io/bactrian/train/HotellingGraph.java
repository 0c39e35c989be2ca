package io.bactrian.train;

import java.util.List;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/**
 * A {@link HotellingFit} as an ONNX graph, window statistics included: {@code input} FP32 {@code [batch, window, channels]} to
 * {@code score} FP32 {@code [batch]} and {@code anomaly} INT64 {@code [batch]}. The input is centred on the fitting rows
 * before anything is squared, which is what lets 32 bits suffice.
 */
final class HotellingGraph {
    private static final int IR_VERSION = 8;
    private static final int OPSET = 13;
    private static final int WINDOW_AXIS = 1;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("hotelling");
    private final HotellingFit fit;

    private HotellingGraph(HotellingFit fit) {
        this.fit = fit;
    }

    static ModelProto of(HotellingFit fit) {
        return new HotellingGraph(fit).model();
    }

    private ModelProto model() {
        List<String> channels = fit.recording().channels();
        graph.addInput(Tensors.port("input", DataType.FLOAT, "batch", fit.options().window(), channels.size()));
        constants(channels.size());
        nodes();
        graph.addOutput(Tensors.port("score", DataType.FLOAT, "batch"));
        graph.addOutput(Tensors.port("anomaly", DataType.INT64, "batch"));
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setProducerName("bactrian")
                .setDocString("Hotelling's T² over windowed means and standard deviations, divided by its limit")
                .addMetadataProps(StringStringEntryProto.newBuilder().setKey("channels").setValue(String.join(",", channels)))
                .addMetadataProps(StringStringEntryProto.newBuilder().setKey("limit").setValue(Double.toString(fit.limit())))
                .setGraph(graph)
                .build();
    }

    private void constants(int channels) {
        double[] mean = fit.mean();
        float[] centre = new float[channels];
        float[] offset = new float[mean.length];
        for (int f = 0; f < mean.length; f++) {
            if (f < channels) {
                centre[f] = (float) mean[f];
                offset[f] = (float) (mean[f] - centre[f]);
            } else {
                offset[f] = (float) mean[f];
            }
        }
        double[][] projection = fit.projection();
        float[] weights = new float[mean.length * mean.length];
        for (int from = 0; from < mean.length; from++) {
            for (int to = 0; to < mean.length; to++) {
                weights[from * mean.length + to] = (float) projection[to][from];
            }
        }
        graph.addInitializer(Tensors.floats("centre", centre, channels));
        graph.addInitializer(Tensors.floats("offset", offset, mean.length));
        graph.addInitializer(Tensors.floats("projection", weights, mean.length, mean.length));
        graph.addInitializer(Tensors.floats("limit", new float[]{1}));
        graph.addInitializer(Tensors.longs("window_axis", WINDOW_AXIS));
    }

    private void nodes() {
        node("Sub", "centred", "input", "centre");
        node("ReduceMean", "window_mean", "centred").addAttribute(ints("axes", WINDOW_AXIS))
                .addAttribute(integer("keepdims", 1));
        node("Sub", "deviation", "centred", "window_mean");
        node("Mul", "squared", "deviation", "deviation");
        node("ReduceMean", "variance", "squared").addAttribute(ints("axes", WINDOW_AXIS)).addAttribute(integer("keepdims", 0));
        node("Sqrt", "std", "variance");
        node("Squeeze", "mean", "window_mean", "window_axis");
        node("Concat", "features", "mean", "std").addAttribute(integer("axis", 1));
        node("Sub", "distance", "features", "offset");
        node("MatMul", "whitened", "distance", "projection");
        node("ReduceSumSquare", "score", "whitened").addAttribute(ints("axes", 1)).addAttribute(integer("keepdims", 0));
        node("Greater", "above", "score", "limit");
        node("Cast", "anomaly", "above").addAttribute(integer("to", DataType.INT64.getNumber()));
    }

    private NodeProto.Builder node(String operator, String output, String... inputs) {
        return graph.addNodeBuilder().setOpType(operator).setName(output).addAllInput(List.of(inputs)).addOutput(output);
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
    }

    private static AttributeProto ints(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS).addInts(value).build();
    }
}
