package io.bactrian.it;

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
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

/**
 * A model whose answer is as long as the message asks: {@code y} has as many zeros as {@code x[0]} says, none for 0, at most
 * {@value #MOST}; with a number below 0 the run fails.
 */
final class ElasticModel {
    static final String NAME = "elastic";
    static final String MANIFEST = "task: regression\n";
    static final int MOST = 20_000;
    private static final int IR_VERSION = 8;
    private static final int OPSET = 13;

    private ElasticModel() {
    }

    static byte[] onnx() {
        var graph = GraphProto.newBuilder().setName(NAME).addInput(port("x", 1, 4)).addOutput(port("y", -1))
                .addInitializer(TensorProto.newBuilder().setName("first").setDataType(DataType.INT64.getNumber()).addDims(1)
                        .addInt64Data(0))
                .addInitializer(TensorProto.newBuilder().setName("flat").setDataType(DataType.INT64.getNumber()).addDims(1)
                        .addInt64Data(-1))
                .addInitializer(TensorProto.newBuilder().setName("most").setDataType(DataType.FLOAT.getNumber())
                        .addFloatData(MOST))
                .addNode(node("Gather", "asked", "x", "first").addAttribute(integer("axis", 1)))
                .addNode(node("Reshape", "one", "asked", "flat")).addNode(node("Min", "bounded", "one", "most"))
                .addNode(node("Cast", "count", "bounded").addAttribute(integer("to", DataType.INT64.getNumber())))
                .addNode(node("ConstantOfShape", "y", "count").addAttribute(zero()));
        return ModelProto.newBuilder().setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET)).setGraph(graph).build()
                .toByteArray();
    }

    private static NodeProto.Builder node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder().setOpType(operator).setName(output).addAllInput(List.of(inputs)).addOutput(output);
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
    }

    private static AttributeProto zero() {
        return AttributeProto.newBuilder().setName("value").setType(AttributeType.TENSOR)
                .setT(TensorProto.newBuilder().setDataType(DataType.FLOAT.getNumber()).addDims(1)
                        .setRawData(ByteString.copyFrom(new byte[Float.BYTES])))
                .build();
    }

    /** A dimension of -1 is left open. */
    private static ValueInfoProto port(String name, long... dims) {
        var shape = TensorShapeProto.newBuilder();
        for (var dim : dims) {
            if (dim < 0) {
                shape.addDimBuilder().setDimParam("count");
            } else {
                shape.addDimBuilder().setDimValue(dim);
            }
        }
        var tensor = TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber()).setShape(shape);
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)).build();
    }
}
