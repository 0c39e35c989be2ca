package io.bactrian.bench.large;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A model that takes milliseconds, with one input.
 *
 * @param batches whether it takes several messages in one run
 * @param shape   of one message
 * @param data    of one message, row-major
 */
record LargeModel(String name, byte[] onnx, boolean batches, String input, String output, long[] shape, float[] data) {
    private static final double TOLERANCE = 1e-4;

    static List<LargeModel> all() throws IOException {
        return List.of(
                new LargeModel("SqueezeNet", Files.readAllBytes(Path.of("src/test/resources/onnx/light_squeezenet.onnx")),
                        false, "data_0", "softmaxout_1", new long[]{3, 224, 224}, data(3 * 224 * 224)),
                new LargeModel("transformer", Transformer.onnx(), true, "x", "score",
                        new long[]{Transformer.ROWS, Transformer.CHANNELS}, data(Transformer.ROWS * Transformer.CHANNELS)));
    }

    private static float[] data(int size) {
        SplittableRandom random = new SplittableRandom(size);
        float[] data = new float[size];
        for (int i = 0; i < size; i++) {
            data[i] = (float) random.nextDouble();
        }
        return data;
    }

    /** Messages in one run. */
    int together(int messages) {
        return batches ? messages : 1;
    }

    /** @throws IllegalStateException where the application answers something else than bare ONNX Runtime does */
    static void check(String name, float[] expected, float[] answered) {
        for (int i = 0; i < Math.max(expected.length, answered.length); i++) {
            if (!(Math.abs(answered[i] - expected[i]) <= TOLERANCE * Math.max(1, Math.abs(expected[i])))) {
                throw new IllegalStateException("%s: value %d is %s; expected %s, as bare ONNX Runtime gives".formatted(name, i,
                        answered[i], expected[i]));
            }
        }
    }
}
