package io.bactrian.infer;

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
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

/** Small graphs that take {@code x} FP32 {@code [batch, 2]} and give {@code score} FP32 {@code [batch, 1]}. */
final class Graphs {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");

    private Graphs() {
        graph.addInput(port("x", 2)).addOutput(port("score", 1));
    }

    /** {@code x[0] + offset}. */
    static byte[] plus(double offset) {
        Graphs graphs = new Graphs();
        graphs.constant("offset", new float[]{(float) offset}, 1);
        graphs.pick("left", 1, 0);
        graphs.node("Add", "score", "left", "offset");
        return graphs.bytes();
    }

    /** {@code x[0]}, or what is no number where {@code x[1]} is below 0. */
    static byte[] notANumberBelowZero() {
        Graphs graphs = new Graphs();
        graphs.constant("nothing", new float[]{0}, 1);
        graphs.pick("left", 1, 0);
        graphs.pick("right", 0, 1);
        graphs.node("Sqrt", "root", "right");
        graphs.node("Mul", "null", "root", "nothing");
        graphs.node("Add", "score", "left", "null");
        return graphs.bytes();
    }

    /** {@code x[0]}, or a failure of the run where {@code x[1]} is above 2. */
    static byte[] failingAboveTwo() {
        Graphs graphs = new Graphs();
        graphs.constant("table", new float[3], 3);
        graphs.pick("left", 1, 0);
        graphs.pick("right", 0, 1);
        graphs.node("Cast", "place", "right").addAttribute(AttributeProto.newBuilder().setName("to")
                .setType(AttributeType.INT).setI(DataType.INT64.getNumber()));
        graphs.node("Gather", "looked", "table", "place");
        graphs.node("Add", "score", "left", "looked");
        return graphs.bytes();
    }

    /** {@code 0 * x[0]}, after so many products with a matrix of 1024 x 1024. */
    static byte[] slow(int products) {
        Graphs graphs = new Graphs();
        int width = 1024;
        graphs.constant("widen", new float[2 * width], 2, width);
        graphs.constant("square", new float[width * width], width, width);
        graphs.constant("narrow", new float[width], width, 1);
        graphs.node("MatMul", "0", "x", "widen");
        for (int i = 0; i < products; i++) {
            graphs.node("MatMul", Integer.toString(i + 1), Integer.toString(i), "square");
        }
        graphs.node("MatMul", "score", Integer.toString(products), "narrow");
        return graphs.bytes();
    }

    private void pick(String output, float... weights) {
        constant(output + "_weights", weights, 2, 1);
        node("MatMul", output, "x", output + "_weights");
    }

    private NodeProto.Builder node(String operator, String output, String... inputs) {
        return graph.addNodeBuilder().setOpType(operator).setName(output).addAllInput(List.of(inputs)).addOutput(output);
    }

    private void constant(String name, float[] values, long... shape) {
        ByteBuffer data = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
        Arrays.stream(shape).forEach(tensor::addDims);
        graph.addInitializer(tensor.setRawData(ByteString.copyFrom(data)));
    }

    private byte[] bytes() {
        return ModelProto.newBuilder().setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(13)).setGraph(graph).build()
                .toByteArray();
    }

    private static ValueInfoProto port(String name, long width) {
        TensorShapeProto shape = TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam("batch"))
                .addDim(Dimension.newBuilder().setDimValue(width)).build();
        return ValueInfoProto.newBuilder().setName(name)
                .setType(TypeProto.newBuilder().setTensorType(
                        TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber()).setShape(shape)))
                .build();
    }
}
