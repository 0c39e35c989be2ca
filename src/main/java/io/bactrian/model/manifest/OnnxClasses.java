package io.bactrian.model.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** Follows an output back through nodes that keep its values to the one that says which there are. */
final class OnnxClasses {
    private static final int MOST_STEPS = 256;
    private static final int MOST = 4096;

    private final OnnxNodes nodes;
    private int steps;

    private OnnxClasses(OnnxNodes nodes) {
        this.nodes = nodes;
    }

    /** Unknown where the file does not say it, or cannot be read. Takes as long as reading the file without its weights. */
    static ClassValues of(Path onnx, String output) {
        try {
            return new OnnxClasses(OnnxNodes.read(onnx)).values(output);
        } catch (IOException | RuntimeException e) {
            return ClassValues.UNKNOWN;
        }
    }

    private ClassValues values(String name) {
        NodeProto node = nodes.producers().get(name);
        if (node == null || ++steps > MOST_STEPS) {
            return ClassValues.of(constant(name));
        }
        boolean first = node.getOutput(0).equals(name);
        return switch (node.getOpType()) {
            case "Identity", "Reshape", "Squeeze", "Unsqueeze", "Flatten", "Transpose" -> values(node.getInput(0));
            case "Cast" -> number(node, "to") == DataType.BOOL.getNumber()
                    ? ClassValues.TRUTH
                    : values(node.getInput(0));
            case "TreeEnsembleClassifier", "LinearClassifier", "SVMClassifier" -> first
                    ? ClassValues.of(classLabels(node))
                    : ClassValues.UNKNOWN;
            case "ArgMax", "ArgMin" -> ClassValues.PLACES;
            case "TopK" -> first ? ClassValues.UNKNOWN : ClassValues.PLACES;
            case "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Equal", "Not", "And", "Or", "Xor", "IsNaN",
                    "IsInf" ->
                ClassValues.TRUTH;
            case "ArrayFeatureExtractor", "Gather" -> ClassValues.of(constant(node.getInput(0)));
            case "Where" -> either(values(node.getInput(1)), values(node.getInput(2)));
            case "Constant" -> ClassValues.of(constant(name));
            default -> ClassValues.UNKNOWN;
        };
    }

    private static ClassValues either(ClassValues one, ClassValues other) {
        if (one.values().isEmpty() || other.values().isEmpty()) {
            return ClassValues.UNKNOWN;
        }
        TreeSet<Long> both = new TreeSet<>(one.values());
        both.addAll(other.values());
        return ClassValues.of(List.copyOf(both));
    }

    private static List<Long> classLabels(NodeProto node) {
        return node.getAttributeList().stream().filter(attribute -> attribute.getName().startsWith("classlabels_int"))
                .findFirst().map(AttributeProto::getIntsList).orElse(List.of());
    }

    private static long number(NodeProto node, String attribute) {
        return node.getAttributeList().stream().filter(each -> each.getName().equals(attribute)).findFirst()
                .map(AttributeProto::getI).orElse(0L);
    }

    /** Empty where it is no small constant of whole numbers. */
    private List<Long> constant(String name) {
        TensorProto tensor = nodes.constants().get(name);
        NodeProto node = nodes.producers().get(name);
        if (node == null) {
            return tensor == null ? List.of() : wholes(tensor);
        }
        if (!node.getOpType().equals("Constant") || node.getAttributeCount() == 0) {
            return List.of();
        }
        AttributeProto attribute = node.getAttribute(0);
        return switch (attribute.getName()) {
            case "value" -> wholes(attribute.getT());
            case "value_int" -> List.of(attribute.getI());
            default -> attribute.getIntsList();
        };
    }

    private static List<Long> wholes(TensorProto tensor) {
        List<Long> values = new ArrayList<>();
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (tensor.getDataType() == DataType.INT64.getNumber()) {
            values.addAll(tensor.getInt64DataList());
            while (raw.remaining() >= Long.BYTES) {
                values.add(raw.getLong());
            }
        } else if (tensor.getDataType() == DataType.INT32.getNumber()) {
            tensor.getInt32DataList().forEach(value -> values.add((long) value));
            while (raw.remaining() >= Integer.BYTES) {
                values.add((long) raw.getInt());
            }
        }
        return values.size() > MOST ? List.of() : values;
    }
}
