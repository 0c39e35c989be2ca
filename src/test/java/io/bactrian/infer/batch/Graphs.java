package io.bactrian.infer.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import com.google.protobuf.ByteString;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.infer.onnx.Graph;

/** Small graphs that take {@code x} FP32 {@code [batch, 2]} and give {@code score} FP32 {@code [batch, 1]}. */
final class Graphs {
    private static final int WIDTH = 1024;

    private Graphs() {
    }

    /** {@code x[0] + offset}. */
    static byte[] plus(double offset) {
        return pick(graph(), "left", 1, 0).floats("offset", (float) offset).node("Add", "score", "left", "offset").bytes();
    }

    /** {@code x[0]}, or what is no number where {@code x[1]} is below 0. */
    static byte[] notANumberBelowZero() {
        return pick(pick(graph(), "left", 1, 0), "right", 0, 1).floats("nothing", 0)
                .node("Sqrt", "root", "right").node("Mul", "null", "root", "nothing").node("Add", "score", "left", "null")
                .bytes();
    }

    /** {@code x[0]}, or a failure of the run where {@code x[1]} is above 2. */
    static byte[] failingAboveTwo() {
        return pick(pick(graph(), "left", 1, 0), "right", 0, 1).floats("table", 0, 0, 0)
                .cast(DataType.INT64, "place", "right").node("Gather", "looked", "table", "place")
                .node("Add", "score", "left", "looked").bytes();
    }

    /** 0, after so many products with a matrix of 4 MiB. */
    static byte[] slow(int products) {
        Graph graph = graph().constant(matrix("widen", 2, WIDTH)).constant(matrix("square", WIDTH, WIDTH))
                .constant(matrix("narrow", WIDTH, 1)).node("MatMul", "0", "x", "widen");
        for (int i = 0; i < products; i++) {
            graph.node("MatMul", Integer.toString(i + 1), Integer.toString(i), "square");
        }
        return graph.node("MatMul", "score", Integer.toString(products), "narrow").bytes();
    }

    private static Graph graph() {
        return Graph.of().input("x", DataType.FLOAT, -1, 2).output("score", DataType.FLOAT, -1, 1);
    }

    private static Graph pick(Graph graph, String output, float left, float right) {
        String weights = output + "_weights";
        return graph.constant(matrix(weights, 2, 1, left, right)).node("MatMul", output, "x", weights);
    }

    /** Zeros where no values are given. */
    private static TensorProto.Builder matrix(String name, int rows, int columns, float... values) {
        ByteBuffer data = ByteBuffer.allocate(Float.BYTES * rows * columns).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber()).addDims(rows).addDims(columns)
                .setRawData(ByteString.copyFrom(data));
    }
}
