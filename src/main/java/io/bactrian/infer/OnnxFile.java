package io.bactrian.infer;

import java.nio.file.Path;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.bactrian.model.ModelRefused;

/** Opens ONNX files. */
final class OnnxFile {
    static final String ENGINE = "OnnxRuntime";

    private OnnxFile() {
    }

    /**
     * @param threads how many one run may use
     * @return native memory: to be closed by the caller
     * @throws ModelRefused with what ONNX Runtime says against the file, and what to do
     */
    static OrtSession open(Path onnx, int threads) throws ModelRefused {
        Engine.getEngine(ENGINE); // first: DJL wants to be the one that starts ONNX Runtime
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            return OrtEnvironment.getEnvironment().createSession(onnx.toAbsolutePath().toString(), options);
        } catch (OrtException e) {
            throw new ModelRefused(onnx.getFileName() + " cannot be loaded: " + Reasons.withRemedy(e, onnx));
        }
    }
}
