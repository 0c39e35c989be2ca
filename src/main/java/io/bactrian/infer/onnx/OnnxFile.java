package io.bactrian.infer.onnx;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import ai.djl.engine.Engine;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.manifest.Signature;
import io.bactrian.model.manifest.Signature.Port;

/** Opens ONNX files that are in memory already, and reads their inputs and outputs. */
final class OnnxFile {
    static final String ENGINE = "OnnxRuntime";
    private static final long[] NO_TENSOR = {};

    private OnnxFile() {
    }

    /**
     * @param onnx    not needed any more afterwards
     * @param threads how many one run may use
     * @return native memory: to be closed by the caller
     * @throws ModelRejectedException with what ONNX Runtime says against the file, and what to do
     */
    static OrtSession open(ModelBytes onnx, int threads) throws ModelRejectedException {
        Engine.getEngine(ENGINE); // first: DJL wants to be the one that starts ONNX Runtime
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.addConfigEntry("session.load_model_format", "ONNX");
            ByteBuffer bytes = onnx.buffer();
            return bytes.hasArray()
                    ? OrtEnvironment.getEnvironment().createSession(bytes.array(), options)
                    : OrtEnvironment.getEnvironment().createSession(bytes, options);
        } catch (OrtException e) {
            throw new ModelRejectedException("model.onnx cannot be loaded: " + Reasons.withRemedy(e));
        }
    }

    /** @param metadata the file's own, in which ONNX Runtime's Java API spoils characters beyond U+FFFF */
    static Signature signature(OrtSession session, Map<String, String> metadata) throws OrtException {
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
