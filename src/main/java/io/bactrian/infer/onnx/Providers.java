package io.bactrian.infer.onnx;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.Provider;

/** Opens a graph with the first of the wanted execution providers that works here. */
final class Providers {
    private static final int DEVICE = 0;

    private Providers() {
    }

    /** @param session native memory: to be closed by the caller */
    record Opened(OrtSession session, Provider provider) {
    }

    /**
     * @param onnx    not needed any more afterwards
     * @param threads how many one run may use
     * @throws ModelRejectedException with what ONNX Runtime says against the file, or against each provider, and what to do
     */
    static Opened open(ByteBuffer onnx, int threads, List<Provider> wanted) throws ModelRejectedException {
        Engine.getEngine(OnnxModel.ENGINE); // first: DJL wants to be the one that starts ONNX Runtime
        List<String> reasons = new ArrayList<>();
        for (Provider provider : wanted) {
            try {
                return new Opened(open(onnx, threads, provider), provider);
            } catch (OrtException e) {
                if (provider == Provider.CPU) {
                    throw new ModelRejectedException("model.onnx cannot be loaded: " + Reasons.withRemedy(e));
                }
                reasons.add(provider.text() + " (" + Reasons.words(e) + ")");
            }
        }
        throw new ModelRejectedException("model.yaml: providers has " + String.join(", ", reasons)
                + "; this ONNX Runtime has " + available()
                + ". Add cpu at the end of the list, or run with an ONNX Runtime that has one of them");
    }

    private static OrtSession open(ByteBuffer onnx, int threads, Provider provider) throws OrtException {
        try (SessionOptions options = options(threads)) {
            add(options, provider);
            ByteBuffer bytes = onnx.duplicate();
            return bytes.hasArray()
                    ? OrtEnvironment.getEnvironment().createSession(bytes.array(), options)
                    : OrtEnvironment.getEnvironment().createSession(bytes, options);
        }
    }

    /**
     * Threads that wait for a run's next part sleep: ONNX Runtime's own way, to spin for a while after each run, doubles its CPU time where
     * runs are some milliseconds apart.
     */
    static SessionOptions options(int threads) throws OrtException {
        SessionOptions options = new SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        options.addConfigEntry("session.load_model_format", "ONNX");
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    private static void add(SessionOptions options, Provider provider) throws OrtException {
        switch (provider) {
            case XNNPACK -> options.addXnnpack(Map.of());
            case DNNL -> options.addDnnl(true);
            case OPENVINO -> options.addOpenVINO("");
            case CUDA -> options.addCUDA(DEVICE);
            case TENSORRT -> options.addTensorrt(DEVICE);
            default -> {
                // ONNX Runtime adds the CPU's own, last, whatever else there is
            }
        }
    }

    private static String available() {
        return OrtEnvironment.getAvailableProviders().stream()
                .map(provider -> provider.getName().replace("ExecutionProvider", ""))
                .sorted().collect(Collectors.joining(", "));
    }
}
