package io.bactrian.infer.onnx;

import java.util.List;

import com.google.protobuf.ByteString;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TrainingInfoProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.bactrian.model.Datatype;

/** Small ONNX graphs for tests. A dimension of -1 is left open. */
public final class Graph {
    private static final int IR_VERSION = 8;
    private static final long[] ONE_A_MESSAGE = {-1};

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
    private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(IR_VERSION);
    private int opset = 17;

    /** As graphs name a datatype. */
    public static DataType type(Datatype datatype) {
        return switch (datatype) {
            case FP16 -> DataType.FLOAT16;
            case BF16 -> DataType.BFLOAT16;
            case FP32 -> DataType.FLOAT;
            case FP64 -> DataType.DOUBLE;
            case BYTES -> DataType.STRING;
            default -> DataType.valueOf(datatype.name());
        };
    }

    public static Graph of() {
        return new Graph();
    }

    /** {@code x} FP32 {@code [batch, width]} through one operator to {@code y} of the same form. */
    public static Graph of(String operator, int width) {
        return of().input("x", DataType.FLOAT, -1, width).output("y", DataType.FLOAT, -1, width).node(operator, "y", "x");
    }

    /** {@code y} FP32 {@code [batch, 2]} is how far {@code x} is from the batch's mean. */
    public static Graph thatMixesItsBatch() {
        return of().input("x", DataType.FLOAT, -1, 2).output("y", DataType.FLOAT, -1, 2)
                .node("ReduceMean", "mean", List.of("x"), ints("axes", 0), integer("keepdims", 1))
                .node("Sub", "y", "x", "mean");
    }

    /** {@code label} BYTES {@code [batch]} is the name of the larger of {@code x} FP32 {@code [batch, 2]}. */
    public static Graph thatNamesTheLarger(String first, String second) {
        return of().input("x", DataType.FLOAT, -1, 2).output("label", DataType.STRING, ONE_A_MESSAGE)
                .constant(TensorProto.newBuilder().setName("names").setDataType(DataType.STRING.getNumber()).addDims(2)
                        .addStringData(ByteString.copyFromUtf8(first)).addStringData(ByteString.copyFromUtf8(second)))
                .node("ArgMax", "place", List.of("x"), integer("axis", 1), integer("keepdims", 0))
                .node("Gather", "label", "names", "place");
    }

    public Graph input(String name, DataType type, long... dims) {
        graph.addInput(port(name, type, dims));
        return this;
    }

    public Graph output(String name, DataType type, long... dims) {
        graph.addOutput(port(name, type, dims));
        return this;
    }

    /** An output that is a list of maps from numbers to FP32, as scikit-learn's classifiers have. */
    public Graph outputOfMaps(String name) {
        TypeProto number = TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber())).build();
        TypeProto map = TypeProto.newBuilder().setMapType(
                TypeProto.Map.newBuilder().setKeyType(DataType.INT64.getNumber()).setValueType(number)).build();
        graph.addOutput(ValueInfoProto.newBuilder().setName(name)
                .setType(TypeProto.newBuilder().setSequenceType(TypeProto.Sequence.newBuilder().setElemType(map))));
        return this;
    }

    /** A linear classifier as scikit-learn's are exported: the class of the largest of {@code x}, and its scores. */
    public Graph classifier(String label, String scores, long... classes) {
        AttributeProto.Builder weights = AttributeProto.newBuilder().setName("coefficients").setType(AttributeType.FLOATS);
        AttributeProto.Builder offsets = AttributeProto.newBuilder().setName("intercepts").setType(AttributeType.FLOATS);
        for (int i = 0; i < classes.length * classes.length; i++) {
            weights.addFloats(i % (classes.length + 1) == 0 ? 1 : 0);
        }
        for (int i = 0; i < classes.length; i++) {
            offsets.addFloats(0);
        }
        graph.addNode(NodeProto.newBuilder().setDomain("ai.onnx.ml").setOpType("LinearClassifier").addInput("x")
                .addOutput(label)
                .addOutput(scores).addAttribute(ints("classlabels_ints", classes)).addAttribute(weights).addAttribute(offsets));
        return domain("ai.onnx.ml").input("x", DataType.FLOAT, -1, classes.length)
                .output(label, DataType.INT64, ONE_A_MESSAGE).output(scores, DataType.FLOAT, -1, classes.length);
    }

    public Graph node(String operator, String output, String... inputs) {
        return node(operator, output, List.of(inputs));
    }

    public Graph node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        return node("", operator, output, inputs, attributes);
    }

    public Graph node(String domain, String operator, String output, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder().setDomain(domain).setOpType(operator).setName(output).addAllInput(inputs)
                .addOutput(output).addAllAttribute(List.of(attributes)));
        return this;
    }

    public Graph cast(DataType to, String output, String input) {
        return node("Cast", output, List.of(input), integer("to", to.getNumber()));
    }

    public Graph constant(TensorProto.Builder tensor) {
        graph.addInitializer(tensor);
        return this;
    }

    public Graph floats(String name, float... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber())
                .addDims(values.length);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return constant(tensor);
    }

    public Graph wholes(String name, long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.INT64.getNumber())
                .addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        return constant(tensor);
    }

    public Graph opset(int version) {
        opset = version;
        return this;
    }

    public Graph domain(String name) {
        return domain(name, 1);
    }

    public Graph domain(String name, int version) {
        model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(name).setVersion(version));
        return this;
    }

    public Graph metadata(String key, String value) {
        model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
        return this;
    }

    public Graph sparse(SparseTensorProto.Builder tensor) {
        graph.addSparseInitializer(tensor);
        return this;
    }

    public Graph function(FunctionProto.Builder function) {
        model.addFunctions(function.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset)));
        return this;
    }

    public Graph training(GraphProto algorithm) {
        model.addTrainingInfo(TrainingInfoProto.newBuilder().setAlgorithm(algorithm));
        return this;
    }

    /** This graph as the body of another one's node. */
    GraphProto body() {
        return graph.build();
    }

    public byte[] bytes() {
        return model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset)).setGraph(graph).build()
                .toByteArray();
    }

    public static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
    }

    public static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    public static AttributeProto tensor(String name, TensorProto.Builder tensor) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.TENSOR).setT(tensor).build();
    }

    public static AttributeProto graph(String name, GraphProto graph) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.GRAPH).setG(graph).build();
    }

    /** A tensor whose values are in another file. */
    static TensorProto.Builder external(String name, DataType type, String location, long... dims) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.getNumber())
                .setDataLocation(DataLocation.EXTERNAL);
        for (long dim : dims) {
            tensor.addDims(dim);
        }
        return said(tensor, "location", location);
    }

    /** With one more property of where its values are. */
    static TensorProto.Builder said(TensorProto.Builder tensor, String key, String value) {
        return tensor.addExternalData(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
    }

    private static ValueInfoProto port(String name, DataType type, long... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dim : dims) {
            if (dim < 0) {
                shape.addDimBuilder().setDimParam("batch");
            } else {
                shape.addDimBuilder().setDimValue(dim);
            }
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape).build();
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)).build();
    }
}
