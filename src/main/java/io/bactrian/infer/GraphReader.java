package io.bactrian.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.bactrian.model.manifest.Signature;
import io.bactrian.model.manifest.Signature.Port;

/** What an opened ONNX file says of itself. */
final class GraphReader {
    private static final long[] NO_TENSOR = {};

    private GraphReader() {
    }

    /** @param metadata the file's own, in which ONNX Runtime's Java API spoils characters beyond U+FFFF */
    static Signature read(OrtSession session, Map<String, String> metadata) throws OrtException {
        return new Signature(ports(session.getInputInfo().values()), ports(session.getOutputInfo().values()), metadata);
    }

    private static List<Port> ports(Iterable<NodeInfo> nodes) {
        List<Port> ports = new ArrayList<>();
        for (NodeInfo node : nodes) {
            ports.add(node.getInfo() instanceof TensorInfo tensor
                    ? new Port(node.getName(), ElementTypes.datatype(tensor.onnxType), tensor.getShape())
                    : new Port(node.getName(), null, NO_TENSOR));
        }
        return ports;
    }
}
