package io.bactrian.bench.large;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import com.google.protobuf.ByteString;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.infer.onnx.Graph;

/** A graph of the form of a transformer's encoder over a window, with weights that mean nothing: 12.6 million, 50 MB. */
final class Transformer {
    static final int ROWS = 64;
    static final int CHANNELS = 8;
    private static final int WIDTH = 512;
    private static final int INNER = 2048;
    private static final int HEADS = 8;
    private static final int LAYERS = 4;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Graph graph = Graph.of().input("x", DataType.FLOAT, -1, ROWS, CHANNELS)
            .output("score", DataType.FLOAT, -1, 1);

    private Transformer() {
    }

    /** {@code score} FP32 {@code [batch, 1]} of {@code x} FP32 {@code [batch, 64, 8]}. */
    static byte[] onnx() {
        return new Transformer().build();
    }

    private byte[] build() {
        graph.wholes("heads", 0, 0, HEADS, WIDTH / HEADS).wholes("joined", 0, 0, WIDTH)
                .floats("scale", (float) (1 / Math.sqrt((double) WIDTH / HEADS)));
        String last = product("embed", "x", CHANNELS, WIDTH);
        for (int layer = 0; layer < LAYERS; layer++) {
            last = attention("layer" + layer, last);
            last = inner("layer" + layer, last);
        }
        graph.node("ReduceMean", "pooled", List.of(last), Graph.ints("axes", 1), Graph.integer("keepdims", 0));
        weights("head", WIDTH, 1);
        return graph.node("MatMul", "score", "pooled", "head").bytes();
    }

    private String attention(String layer, String in) {
        String normal = normal(layer + "_n1", in);
        String query = heads(layer + "_q", normal, 0, 2, 1, 3);
        String key = heads(layer + "_k", normal, 0, 2, 3, 1);
        String value = heads(layer + "_v", normal, 0, 2, 1, 3);
        graph.node("MatMul", layer + "_qk", query, key).node("Mul", layer + "_scaled", layer + "_qk", "scale")
                .node("Softmax", layer + "_soft", List.of(layer + "_scaled"), Graph.integer("axis", -1))
                .node("MatMul", layer + "_mixed", layer + "_soft", value)
                .node("Transpose", layer + "_back", List.of(layer + "_mixed"), Graph.ints("perm", 0, 2, 1, 3))
                .node("Reshape", layer + "_flat", layer + "_back", "joined")
                .node("Add", layer + "_attended", in, product(layer + "_o", layer + "_flat", WIDTH, WIDTH));
        return layer + "_attended";
    }

    private String heads(String name, String in, long... order) {
        graph.node("Reshape", name + "_split", product(name, in, WIDTH, WIDTH), "heads")
                .node("Transpose", name + "_heads", List.of(name + "_split"), Graph.ints("perm", order));
        return name + "_heads";
    }

    private String inner(String layer, String in) {
        String wide = product(layer + "_w1", normal(layer + "_n2", in), WIDTH, INNER);
        graph.node("Relu", layer + "_relu", wide)
                .node("Add", layer + "_out", in, product(layer + "_w2", layer + "_relu", INNER, WIDTH));
        return layer + "_out";
    }

    private String normal(String name, String in) {
        float[] ones = new float[WIDTH];
        Arrays.fill(ones, 1);
        graph.floats(name + "_g", ones).node("LayerNormalization", name, List.of(in, name + "_g"), Graph.integer("axis", -1));
        return name;
    }

    private String product(String name, String in, int from, int to) {
        weights(name, from, to);
        graph.node("MatMul", name + "_of", in, name);
        return name + "_of";
    }

    private void weights(String name, int from, int to) {
        ByteBuffer data = ByteBuffer.allocate(from * to * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        double spread = 1 / Math.sqrt(from);
        while (data.hasRemaining()) {
            data.putFloat((float) ((random.nextDouble() - 0.5) * spread));
        }
        graph.constant(TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber()).addDims(from).addDims(to)
                .setRawData(ByteString.copyFrom(data.flip())));
    }
}
