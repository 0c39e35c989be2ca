package io.bactrian.bench.http;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Random;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;

/**
 * A model that is asked, and the one request it is asked with.
 *
 * @param batches  whether the model takes several requests in one run
 * @param manifest its model.yaml
 * @param shape    of the one input
 * @param data     of the one input, row-major
 * @param output   name of the output that is checked
 * @param expected what a bare ONNX Runtime gives for it
 */
record Subject(String name, Path onnx, boolean batches, String manifest, String input, long[] shape, float[] data,
        String output, float[] expected) {
    private static final long SEED = 20260101;

    static Subject of(String name, Path onnx, String manifest, String output, long... shape) {
        var random = new Random(SEED);
        int size = 1;
        for (long dimension : shape) {
            size = Math.toIntExact(size * dimension);
        }
        var data = new float[size];
        for (int i = 0; i < size; i++) {
            data[i] = Math.round(random.nextFloat() * 1000) / 1000f;
        }
        try (var session = open(onnx)) {
            var input = session.getInputInfo().entrySet().iterator().next();
            boolean batches = ((TensorInfo) input.getValue().getInfo()).getShape()[0] != 1;
            var wanted = output == null ? session.getOutputNames().iterator().next() : output;
            return new Subject(name, onnx.toAbsolutePath(), batches, manifest, input.getKey(), shape, data, wanted,
                    run(session, input.getKey(), shape, data, wanted));
        } catch (OrtException e) {
            throw new IllegalStateException(onnx + ": " + e.getMessage(), e);
        }
    }

    /** A session with one thread, as every contender has. */
    static OrtSession open(Path onnx) throws OrtException {
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            return OrtEnvironment.getEnvironment().createSession(onnx.toString(), options);
        }
    }

    private static float[] run(OrtSession session, String input, long[] shape, float[] data, String output)
            throws OrtException {
        try (var tensor = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.wrap(data), shape);
                var result = session.run(java.util.Map.of(input, tensor), java.util.Set.of(output))) {
            var buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
            var values = new float[buffer.remaining()];
            buffer.get(values);
            return values;
        }
    }

    /** Runs the model once with the request's data. */
    float[] run(OrtSession session) throws OrtException {
        return run(session, input, shape, data, output);
    }
}
