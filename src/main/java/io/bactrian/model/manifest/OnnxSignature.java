package io.bactrian.model.manifest;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.bactrian.model.Datatype;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.manifest.Signature.Port;
import io.bactrian.model.repository.ResolvedFile;

/**
 * What an ONNX file says of its inputs and outputs, read without ONNX Runtime. Weights are skipped, not read. Where the file leaves
 * an output's dimensions to be inferred, they are not known here.
 */
public final class OnnxSignature {
    private static final int FIELD = 3;
    private static final int MOST = 1 << 16;
    private static final int BUFFER = 1 << 16;
    private static final long[] NO_TENSOR = {};

    private final List<Port> inputs = new ArrayList<>();
    private final List<Port> outputs = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Set<String> constants = new HashSet<>();

    private OnnxSignature() {
    }

    /**
     * @param onnx resolved
     * @throws ModelRejectedException where it is no ONNX file
     */
    public static Signature read(Path onnx) throws IOException, ModelRejectedException {
        OnnxSignature found = new OnnxSignature();
        try (InputStream file = new BufferedInputStream(Channels.newInputStream(ResolvedFile.open(onnx)), BUFFER)) {
            CodedInputStream in = CodedInputStream.newInstance(file);
            in.setSizeLimit(Integer.MAX_VALUE);
            found.model(in);
        } catch (InvalidProtocolBufferException e) {
            throw new ModelRejectedException("model.onnx is no ONNX file: " + e.getMessage());
        }
        if (found.outputs.isEmpty()) {
            throw new ModelRejectedException("model.onnx is no ONNX file: it has no graph with an output");
        }
        found.inputs.removeIf(port -> found.constants.contains(port.name()));
        return new Signature(found.inputs, found.outputs, found.metadata);
    }

    private void model(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> FIELD) {
                case ModelProto.GRAPH_FIELD_NUMBER -> {
                    int rest = in.pushLimit(in.readRawVarint32());
                    graph(in);
                    in.popLimit(rest);
                }
                case ModelProto.METADATA_PROPS_FIELD_NUMBER -> {
                    StringStringEntryProto entry = StringStringEntryProto.parseFrom(bounded(in));
                    metadata.put(entry.getKey(), entry.getValue());
                }
                default -> in.skipField(tag);
            }
        }
    }

    private void graph(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> FIELD) {
                case GraphProto.INPUT_FIELD_NUMBER -> inputs.add(port(in));
                case GraphProto.OUTPUT_FIELD_NUMBER -> outputs.add(port(in));
                case GraphProto.INITIALIZER_FIELD_NUMBER -> constants.add(initializer(in));
                default -> in.skipField(tag);
            }
            if (inputs.size() + outputs.size() + constants.size() + metadata.size() > MOST) {
                throw new InvalidProtocolBufferException("it names more than " + MOST + " inputs, outputs and weights");
            }
        }
    }

    /** Its name only. */
    private static String initializer(CodedInputStream in) throws IOException {
        int rest = in.pushLimit(in.readRawVarint32());
        String name = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag >>> FIELD == TensorProto.NAME_FIELD_NUMBER) {
                name = in.readStringRequireUtf8();
            } else {
                in.skipField(tag);
            }
        }
        in.popLimit(rest);
        return name;
    }

    private static byte[] bounded(CodedInputStream in) throws IOException {
        int size = in.readRawVarint32();
        if (size < 0 || size > MOST << 4) {
            throw new InvalidProtocolBufferException("a description in it has " + size + " bytes");
        }
        return in.readRawBytes(size);
    }

    private static Port port(CodedInputStream in) throws IOException {
        ValueInfoProto value = ValueInfoProto.parseFrom(bounded(in));
        if (!value.getType().hasTensorType()) {
            return new Port(value.getName(), null, NO_TENSOR);
        }
        TypeProto.Tensor tensor = value.getType().getTensorType();
        long[] shape = tensor.getShape().getDimList().stream()
                .mapToLong(dim -> dim.hasDimValue() && dim.getDimValue() >= 0 ? dim.getDimValue() : Signature.OPEN).toArray();
        return new Port(value.getName(), datatype(tensor.getElemType()), shape);
    }

    private static Datatype datatype(int type) {
        TensorProto.DataType known = TensorProto.DataType.forNumber(type);
        return known == null ? null : switch (known) {
            case FLOAT -> Datatype.FP32;
            case DOUBLE -> Datatype.FP64;
            case FLOAT16 -> Datatype.FP16;
            case BFLOAT16 -> Datatype.BF16;
            case INT8 -> Datatype.INT8;
            case UINT8 -> Datatype.UINT8;
            case INT16 -> Datatype.INT16;
            case UINT16 -> Datatype.UINT16;
            case INT32 -> Datatype.INT32;
            case UINT32 -> Datatype.UINT32;
            case INT64 -> Datatype.INT64;
            case UINT64 -> Datatype.UINT64;
            case BOOL -> Datatype.BOOL;
            case STRING -> Datatype.BYTES;
            default -> null;
        };
    }
}
