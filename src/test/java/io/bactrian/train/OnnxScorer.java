package io.bactrian.train;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

import ai.djl.engine.Engine;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/** Runs a model's bytes in ONNX Runtime over the sliding windows of a recording. */
final class OnnxScorer implements AutoCloseable {
    private static final int BATCH = 256;

    static {
        // DJL makes the environment, once a process, and fails where somebody else has
        Engine.getEngine("OnnxRuntime");
    }

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final int window;

    OnnxScorer(byte[] model, int window) throws OrtException {
        this.session = environment.createSession(model, new OrtSession.SessionOptions());
        this.window = window;
    }

    record Answers(float[] score, long[] anomaly) {
    }

    /** Answers for the windows that end with rows {@code from} to the last. */
    Answers slide(double[][] rows, int from) throws OrtException {
        float[] score = new float[rows.length - from];
        long[] anomaly = new long[score.length];
        for (int at = 0; at < score.length; at += BATCH) {
            int size = Math.min(BATCH, score.length - at);
            Answers answers = batch(rows, from + at, size);
            System.arraycopy(answers.score, 0, score, at, size);
            System.arraycopy(answers.anomaly, 0, anomaly, at, size);
        }
        return new Answers(score, anomaly);
    }

    /** One request of {@code size} windows, the first ending with row {@code end}. */
    Answers batch(double[][] rows, int end, int size) throws OrtException {
        int channels = rows[0].length;
        FloatBuffer input = FloatBuffer.allocate(size * window * channels);
        for (int w = 0; w < size; w++) {
            for (int r = end + w - window + 1; r <= end + w; r++) {
                for (double value : rows[r]) {
                    input.put((float) value);
                }
            }
        }
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, input.flip(), new long[]{size, window, channels});
                OrtSession.Result result = session.run(Map.of("input", tensor))) {
            return new Answers((float[]) result.get("score").orElseThrow().getValue(),
                    (long[]) result.get("anomaly").orElseThrow().getValue());
        }
    }

    /** Every output for one window, by name. */
    Map<String, double[]> answer(float[] rows) throws OrtException {
        int width = rows.length / window;
        long[] shape = window == 1 ? new long[]{1, width} : new long[]{1, window, width};
        Map<String, double[]> answer = new HashMap<>();
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(rows), shape);
                OrtSession.Result result = session.run(Map.of("input", tensor))) {
            for (Map.Entry<String, OnnxValue> output : result) {
                answer.put(output.getKey(), doubles(output.getValue().getValue()));
            }
        }
        return answer;
    }

    private static double[] doubles(Object tensor) {
        if (tensor instanceof long[] longs) {
            return Arrays.stream(longs).asDoubleStream().toArray();
        }
        float[] floats = tensor instanceof float[][] batch ? batch[0] : (float[]) tensor;
        return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
    }

    OrtSession session() {
        return session;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
