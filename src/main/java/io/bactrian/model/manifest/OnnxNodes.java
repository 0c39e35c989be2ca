package io.bactrian.model.manifest;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import com.google.protobuf.CodedInputStream;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.bactrian.model.repository.ResolvedFile;

/**
 * The nodes of an ONNX file's graph, without the attributes that nobody asks for, and its small constants. Weights are skipped, not
 * read.
 *
 * @param producers the node that gives each name
 * @param constants small initializers by name
 */
record OnnxNodes(Map<String, NodeProto> producers, Map<String, TensorProto> constants) {
    private static final int SMALL = 1 << 16;
    private static final int FIELD = 3;
    private static final Set<String> ATTRIBUTES = Set.of("classlabels_int64s", "classlabels_ints", "to", "value", "value_int",
            "value_ints");

    /** @throws IOException where it is no ONNX file, or cannot be read */
    static OnnxNodes read(Path onnx) throws IOException {
        OnnxNodes nodes = new OnnxNodes(new HashMap<>(), new HashMap<>());
        try (InputStream file = new BufferedInputStream(Channels.newInputStream(ResolvedFile.open(onnx)), SMALL)) {
            CodedInputStream in = CodedInputStream.newInstance(file);
            in.setSizeLimit(Integer.MAX_VALUE);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag >>> FIELD == ModelProto.GRAPH_FIELD_NUMBER) {
                    int rest = in.pushLimit(in.readRawVarint32());
                    nodes.graph(in);
                    in.popLimit(rest);
                } else {
                    in.skipField(tag);
                }
            }
        }
        return nodes;
    }

    private void graph(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> FIELD) {
                case GraphProto.NODE_FIELD_NUMBER -> {
                    int rest = in.pushLimit(in.readRawVarint32());
                    NodeProto node = node(in);
                    in.popLimit(rest);
                    node.getOutputList().forEach(name -> producers.put(name, node));
                }
                case GraphProto.INITIALIZER_FIELD_NUMBER -> {
                    byte[] bytes = small(in);
                    if (bytes != null) {
                        TensorProto tensor = TensorProto.parseFrom(bytes);
                        constants.put(tensor.getName(), tensor);
                    }
                }
                default -> in.skipField(tag);
            }
        }
    }

    private static NodeProto node(CodedInputStream in) throws IOException {
        NodeProto.Builder node = NodeProto.newBuilder();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> FIELD) {
                case NodeProto.INPUT_FIELD_NUMBER -> node.addInput(in.readStringRequireUtf8());
                case NodeProto.OUTPUT_FIELD_NUMBER -> node.addOutput(in.readStringRequireUtf8());
                case NodeProto.OP_TYPE_FIELD_NUMBER -> node.setOpType(in.readStringRequireUtf8());
                case NodeProto.ATTRIBUTE_FIELD_NUMBER -> {
                    byte[] bytes = small(in);
                    AttributeProto attribute = bytes == null ? null : AttributeProto.parseFrom(bytes);
                    if (attribute != null && ATTRIBUTES.contains(attribute.getName())) {
                        node.addAttribute(attribute);
                    }
                }
                default -> in.skipField(tag);
            }
        }
        return node.build();
    }

    /** Null, and passed over, where it is large. */
    private static byte[] small(CodedInputStream in) throws IOException {
        int size = in.readRawVarint32();
        if (size >= 0 && size <= SMALL) {
            return in.readRawBytes(size);
        }
        in.skipRawBytes(size);
        return null;
    }
}
