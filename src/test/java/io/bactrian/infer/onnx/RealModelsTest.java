package io.bactrian.infer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelOutput;

/** Models of ONNX's own backend tests, loaded by a manifest of one line; see src/test/resources/onnx/README.md. */
class RealModelsTest {
    private static final Path SHIPPED = Path.of("src/test/resources/onnx");
    private static final double ABSOLUTE = 1e-7;
    private static final double RELATIVE = 1e-3;
    private static final double RELATIVE_OF_DENSENET = 2e-3;
    private static final int PIXELS = 3 * 224 * 224;
    private static final int CLASSES = 1000;

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"squeezenet", "shufflenet", "inception_v1"})
    void aModelOfOnnxsOwnTestsAnswersAsItShould(String name) throws Exception {
        answersAsItShould(SHIPPED, name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bvlc_alexnet", "densenet121", "inception_v2", "resnet50", "vgg19", "zfnet512"})
    void soDoTheLargerOnes(String name) throws Exception {
        String folder = System.getProperty("bactrian.onnx");
        if (folder == null) {
            System.out.printf("NOT RUN: %s; -Dbactrian.onnx=FOLDER names the folder of ONNX's light models%n", name);
        }
        assumeTrue(folder != null);
        answersAsItShould(Path.of(folder), name);
    }

    private void answersAsItShould(Path folder, String name) throws Exception {
        byte[] onnx = Files.readAllBytes(folder.resolve("light_" + name + ".onnx"));
        long start = System.nanoTime();
        try (OnnxModel model = OnnxModel.open(Versions.write(dir, onnx, "task: raw\n", null), Versions.NO_LIMIT)) {
            System.out.printf("%s: opened and checked in %d ms, one inference %.1f ms%n", name,
                    (System.nanoTime() - start) / 1_000_000, model.latencyNanos() / 1e6);
            Manifest.Input input = model.manifest().inputs().get(0);
            assertThat(input.datatype()).isEqualTo(Datatype.FP32);
            assertThat(input.shape(1)).containsExactly(1, 3, 224, 224);

            ModelOutput output = Versions.run(model, ramp()).get(0);

            assertThat(output.outputs()).hasSize(1);
            assertClose(output.outputs().get(0).values(), expected(folder.resolve("light_" + name + "_output_0.pb")),
                    name.startsWith("densenet") ? RELATIVE_OF_DENSENET : RELATIVE);
        }
    }

    private static double[] ramp() {
        double[] values = new double[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            values[i] = (double) i / PIXELS;
        }
        return values;
    }

    private static FloatBuffer expected(Path file) throws Exception {
        TensorProto tensor = TensorProto.parseFrom(Files.readAllBytes(file));
        return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    private static void assertClose(double[] values, FloatBuffer expected, double relative) {
        assertThat(values).hasSize(CLASSES);
        assertThat(expected.remaining()).isEqualTo(CLASSES);
        for (int i = 0; i < CLASSES; i++) {
            double want = expected.get(i);
            assertThat(Math.abs(values[i] - want)).as("class %d: %s, expected %s", i, values[i], want)
                    .isLessThanOrEqualTo(ABSOLUTE + relative * Math.abs(want));
        }
    }
}
