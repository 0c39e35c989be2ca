package io.bactrian.bench.large;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/** ONNX Runtime as a program without the application would call it: inputs from memory outside the heap, outputs read. */
final class BareModel implements Contender {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final LargeModel model;
    private final int messages;
    private final OrtSession session;
    private final FloatBuffer input;

    BareModel(LargeModel model, int messages, int threads) throws OrtException {
        this.model = model;
        this.messages = messages;
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            session = environment.createSession(model.onnx(), options);
        }
        input = ByteBuffer.allocateDirect(model.together(messages) * model.data().length * Float.BYTES)
                .order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    @Override
    public float[] run() {
        float[] first = null;
        for (int done = 0; done < messages; done += model.together(messages)) {
            float[] output = runOnce();
            first = first == null ? output : first;
        }
        return first;
    }

    private float[] runOnce() {
        input.clear();
        while (input.hasRemaining()) {
            input.put(model.data());
        }
        long[] shape = new long[model.shape().length + 1];
        shape[0] = model.together(messages);
        System.arraycopy(model.shape(), 0, shape, 1, model.shape().length);
        try (var tensor = OnnxTensor.createTensor(environment, input.flip(), shape);
                var result = session.run(Map.of(model.input(), tensor), Set.of(model.output()))) {
            FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] first = new float[output.remaining() / model.together(messages)];
            output.get(first);
            return first;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
