package io.bactrian.infer;

import java.nio.ByteBuffer;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.bactrian.model.ModelRejectedException;

/** Opens ONNX files that are in memory already. */
final class OnnxFile {
    static final String ENGINE = "OnnxRuntime";

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
}
