package io.bactrian.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

import com.google.protobuf.ByteString;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

/**
 * An ONNX graph that begins with {@link WindowFeatures}: {@code input} FP32 {@code [batch, window, channels]}, or
 * {@code [batch, channels]} for a window of 1. The input is centred on the fitting rows before anything is squared, which is
 * what lets 32 bits suffice. The tensor {@code distance} has the features less their means: {@code [batch, features]}. Not
 * thread-safe.
 */
final class WindowGraph {
    private static final int IR_VERSION = 8;
    private static final int OPSET = 13;
    private static final int WINDOW_AXIS = 1;

    private final int channels;
    private final boolean summed;
    private final GraphProto.Builder graph;
    private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(IR_VERSION)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET)).setProducerName("bactrian");

    /** @param mean the features' means over the fitting windows */
    WindowGraph(String name, List<String> channels, WindowFeatures seen, double[] mean) {
        this.channels = channels.size();
        int window = seen.window();
        summed = mean.length > channels.size();
        graph = GraphProto.newBuilder().setName(name);
        long[] shape = window == 1 ? new long[]{channels.size()} : new long[]{window, channels.size()};
        graph.addInput(port("input", DataType.FLOAT, "batch", shape));
        if (channels.stream().noneMatch(each -> each.contains(","))) {
            say("features", String.join(",", channels));
        }
        centre(channels.size(), mean);
        if (summed) {
            statistics();
        } else if (window > 1) {
            weigh(seen.weights());
        }
        node("Sub", "distance", window > 1 ? "features" : "centred", "offset");
    }

    private void centre(int channels, double[] mean) {
        double[] centre = Arrays.copyOf(mean, channels);
        double[] offset = mean.clone();
        for (int c = 0; c < channels; c++) {
            offset[c] -= (float) mean[c];
        }
        constant("centre", centre, channels);
        constant("offset", offset, mean.length);
        node("Sub", "centred", "input", "centre");
    }

    private void weigh(double[] weights) {
        constant("row_weights", weights, weights.length, 1);
        constant("window_axis", WINDOW_AXIS);
        node("Mul", "weighted", "centred", "row_weights");
        node("ReduceSum", "features", "weighted", "window_axis").addAttribute(integer("keepdims", 0));
    }

    private void statistics() {
        constant("window_axis", WINDOW_AXIS);
        node("ReduceMean", "window_mean", "centred").addAttribute(ints("axes", WINDOW_AXIS))
                .addAttribute(integer("keepdims", 1));
        node("Sub", "deviation", "centred", "window_mean");
        node("Mul", "squared", "deviation", "deviation");
        node("ReduceMean", "variance", "squared").addAttribute(ints("axes", WINDOW_AXIS)).addAttribute(integer("keepdims", 0));
        node("Sqrt", "std", "variance");
        node("Squeeze", "mean", "window_mean", "window_axis");
        node("Concat", "features", "mean", "std").addAttribute(integer("axis", 1));
    }

    NodeProto.Builder node(String operator, String output, String... inputs) {
        return graph.addNodeBuilder().setOpType(operator).setName(output).addAllInput(List.of(inputs)).addOutput(output);
    }

    void constant(String name, double[] values, long... shape) {
        float[] narrowed = new float[values.length];
        for (int i = 0; i < narrowed.length; i++) {
            narrowed[i] = (float) values[i];
        }
        graph.addInitializer(floats(name, narrowed, shape));
    }

    void constant(String name, long... values) {
        graph.addInitializer(longs(name, values));
    }

    /** An output of the graph, {@code [batch]} and what follows. */
    void output(String name, DataType type, long... shape) {
        graph.addOutput(port(name, type, "batch", shape));
    }

    /** An output {@code [batch, channels]}: of {@code parts}, {@code [batch, features]}, those of each channel together. */
    void contributions(String name, String parts) {
        if (!summed) {
            node("Identity", name, parts);
        } else {
            constant("by_channel", -1, 2, channels);
            constant("feature_axis", 1);
            node("Reshape", "channel_parts", parts, "by_channel");
            node("ReduceSum", name, "channel_parts", "feature_axis").addAttribute(integer("keepdims", 0));
        }
        output(name, DataType.FLOAT, channels);
    }

    /** A metadata property. */
    void say(String key, String value) {
        model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
    }

    ModelProto model(String description) {
        return model.setDocString(description).setGraph(graph).build();
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
    }

    static AttributeProto ints(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS).addInts(value).build();
    }

    /** Little-endian, as the format demands. */
    static TensorProto floats(String name, float[] values, long... shape) {
        ByteBuffer data = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return tensor(name, DataType.FLOAT, data, shape);
    }

    static TensorProto longs(String name, long... values) {
        ByteBuffer data = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asLongBuffer().put(values);
        return tensor(name, DataType.INT64, data, values.length);
    }

    /** A graph's input or output whose first dimension has a name instead of a size. */
    static ValueInfoProto port(String name, DataType type, String symbolic, long... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder()
                .addDim(Dimension.newBuilder().setDimParam(symbolic));
        for (long size : shape) {
            dimensions.addDim(Dimension.newBuilder().setDimValue(size));
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(dimensions).build();
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)).build();
    }

    private static TensorProto tensor(String name, DataType type, ByteBuffer data, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        for (long size : shape) {
            tensor.addDims(size);
        }
        return tensor.setRawData(ByteString.copyFrom(data)).build();
    }
}
