package io.bactrian.train;

import java.util.List;
import java.util.Locale;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.train.vision.Conv;
import io.bactrian.train.vision.Dense;
import io.bactrian.train.vision.GaugeScale;
import io.bactrian.train.vision.Layer;
import io.bactrian.train.vision.PictureFit;
import io.bactrian.train.vision.Rings;

/** A fitted network as a graph: {@code picture} FP32 {@code [batch, 1, size, size]}, grey, 0 to 255. Not thread-safe. */
final class NetworkGraph {
    static final String INPUT = "picture";
    private static final int IR_VERSION = 8;
    private static final int OPSET = 16;
    private static final String SHARES = "probabilities";

    private final GraphProto.Builder graph;
    private int nodes;

    private NetworkGraph(String name, PictureFit fit) {
        graph = GraphProto.newBuilder().setName(name)
                .addInput(WindowGraph.port(INPUT, DataType.FLOAT, "batch", 1, fit.size(), fit.size()));
        constant("middle", new float[]{fit.middle()}, 1);
        constant("spread", new float[]{fit.spread()}, 1);
        String last = node("Div", node("Sub", INPUT, "middle"), "spread");
        if (fit.rings() != null) {
            last = along(fit.rings(), last);
        }
        for (Layer layer : fit.layers()) {
            last = add(layer, last);
        }
        graph.addNode(operator("Softmax", SHARES, last).addAttribute(WindowGraph.integer("axis", 1)));
    }

    /** {@code reading} FP32 {@code [batch, 1]}: the mean of the readings, each as often as it is probable. */
    static ModelProto gauge(PictureFit fit) {
        NetworkGraph made = new NetworkGraph("gauge", fit);
        float[] readings = GaugeScale.readings();
        made.constant("readings", readings, readings.length, 1);
        made.graph.addNode(operator("MatMul", "reading", SHARES, "readings"));
        made.graph.addOutput(WindowGraph.port("reading", DataType.FLOAT, "batch", 1));
        return made.model("The reading of a drawn dial, from 0 to 1");
    }

    /** {@code probabilities} FP32 {@code [batch, labels]}, {@code label} INT64 {@code [batch]}. */
    static ModelProto expression(PictureFit fit, List<String> labels) {
        NetworkGraph made = new NetworkGraph("expression", fit);
        made.graph.addNode(operator("ArgMax", "label", SHARES).addAttribute(WindowGraph.integer("axis", 1))
                .addAttribute(WindowGraph.integer("keepdims", 0)));
        made.graph.addOutput(WindowGraph.port("label", DataType.INT64, "batch"));
        made.graph.addOutput(WindowGraph.port(SHARES, DataType.FLOAT, "batch", labels.size()));
        return made.model("The expression of a drawn face");
    }

    private String along(Rings rings, String picture) {
        int[] size = {rings.rings(), rings.angles(), 2};
        constant("grid", rings.grid(), 1, size[0], size[1], size[2]);
        graph.addInitializer(WindowGraph.longs("from", 0)).addInitializer(WindowGraph.longs("to", 1))
                .addInitializer(WindowGraph.longs("size", size[0], size[1], size[2]));
        String batch = node("Slice", node("Shape", picture), "from", "to");
        String shape = next("Concat");
        graph.addNode(operator("Concat", shape, batch, "size").addAttribute(WindowGraph.integer("axis", 0)));
        String places = node("Expand", "grid", shape);
        String sampled = next("GridSample");
        graph.addNode(operator("GridSample", sampled, picture, places).addAttribute(WindowGraph.integer("align_corners", 1)));
        String turned = next("Transpose");
        graph.addNode(operator("Transpose", turned, sampled).addAttribute(numbers("perm", 0, 2, 1, 3)));
        return turned;
    }

    private String add(Layer layer, String in) {
        if (layer instanceof Conv conv) {
            String out = next("Conv");
            constant(out + "_weights", conv.weights(), conv.shape());
            constant(out + "_bias", conv.bias(), conv.bias().length);
            int[] padding = conv.padding();
            int[] strides = conv.strides();
            graph.addNode(operator("Conv", out, in, out + "_weights", out + "_bias")
                    .addAttribute(numbers("pads", padding[0], padding[1], padding[0], padding[1]))
                    .addAttribute(numbers("strides", strides[0], strides[1])));
            return out;
        }
        if (layer instanceof Dense dense) {
            String flat = node("Flatten", in);
            String out = next("Gemm");
            constant(out + "_weights", dense.weights(), dense.outputs(), dense.inputs());
            constant(out + "_bias", dense.bias(), dense.outputs());
            graph.addNode(operator("Gemm", out, flat, out + "_weights", out + "_bias")
                    .addAttribute(WindowGraph.integer("transB", 1)));
            return out;
        }
        return node("Relu", in);
    }

    private void constant(String name, float[] values, long... shape) {
        graph.addInitializer(WindowGraph.floats(name, values, shape));
    }

    private String next(String operator) {
        return operator.toLowerCase(Locale.ROOT) + "_" + nodes++;
    }

    /** A node without attributes; its output. */
    private String node(String operator, String... inputs) {
        String out = next(operator);
        graph.addNode(operator(operator, out, inputs));
        return out;
    }

    private static NodeProto.Builder operator(String operator, String output, String... inputs) {
        return NodeProto.newBuilder().setOpType(operator).setName(output).addAllInput(List.of(inputs)).addOutput(output);
    }

    private static AttributeProto numbers(String name, long... values) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    private ModelProto model(String description) {
        return ModelProto.newBuilder().setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET)).setProducerName("bactrian")
                .setDocString(description).setGraph(graph).build();
    }
}
