package io.bactrian.infer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import ai.djl.engine.EngineException;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.model.Datatype;
import io.bactrian.model.ModelOutput;

class ElementTypesTest {
    @TempDir
    Path dir;

    static Stream<Arguments> types() {
        return Stream.of(
                Arguments.of(DataType.FLOAT, Datatype.FP32, new double[]{0.1, -2.5, 3e38}, new double[]{0.1f, -2.5, 3e38f}),
                Arguments.of(DataType.DOUBLE, Datatype.FP64, new double[]{0.1, -2.5, 1e300}, new double[]{0.1, -2.5, 1e300}),
                Arguments.of(DataType.FLOAT16, Datatype.FP16, new double[]{0.1, -2.5, 60000},
                        new double[]{0.0999755859375, -2.5, 60000}),
                Arguments.of(DataType.BFLOAT16, Datatype.BF16, new double[]{0.1, -2.5, 256},
                        new double[]{0.10009765625, -2.5, 256}),
                Arguments.of(DataType.INT8, Datatype.INT8, new double[]{-128, 127, 1}, new double[]{-128, 127, 1}),
                Arguments.of(DataType.UINT8, Datatype.UINT8, new double[]{255, 128, 1}, new double[]{255, 128, 1}),
                Arguments.of(DataType.INT16, Datatype.INT16, new double[]{-32768, 32767, 7}, new double[]{-32768, 32767, 7}),
                Arguments.of(DataType.INT32, Datatype.INT32, new double[]{Integer.MIN_VALUE, Integer.MAX_VALUE, 7},
                        new double[]{Integer.MIN_VALUE, Integer.MAX_VALUE, 7}),
                Arguments.of(DataType.INT64, Datatype.INT64, new double[]{9007199254740991d, -9007199254740991d, 7},
                        new double[]{9007199254740991d, -9007199254740991d, 7}),
                Arguments.of(DataType.UINT16, Datatype.UINT16, new double[]{65535, 32768, 7}, new double[]{65535, 32768, 7}),
                Arguments.of(DataType.UINT32, Datatype.UINT32, new double[]{4294967295d, 2147483648d, 7},
                        new double[]{4294967295d, 2147483648d, 7}),
                Arguments.of(DataType.UINT64, Datatype.UINT64, new double[]{0x1p63, 9007199254740991d, 7},
                        new double[]{0x1p63, 9007199254740991d, 7}),
                Arguments.of(DataType.BOOL, Datatype.BOOL, new double[]{0, 1, 1}, new double[]{0, 1, 1}));
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyTypeThatJavaKnowsGoesInAndComesOutExactly(DataType onnx, Datatype datatype, double[] sent, double[] held)
            throws Exception {
        Graph graph = Graph.of().input("x", onnx, -1, 3).output("same", onnx, -1, 3).output("seen", DataType.DOUBLE, -1, 3)
                .node("Identity", "same", "x").cast(DataType.DOUBLE, "seen", "x");
        double[] other = {1, 0, 1};

        try (OnnxModel model = Versions.open(dir, graph)) {
            List<ModelOutput> outputs = Versions.run(model, other, sent);

            assertThat(model.manifest().inputs().get(0).datatype()).isEqualTo(datatype);
            assertThat(outputs.get(1).output("same").datatype()).isEqualTo(datatype);
            assertThat(Versions.values(outputs.get(1), "same")).containsExactly(held);
            assertThat(Versions.values(outputs.get(1), "seen")).containsExactly(held);
            assertThat(Versions.values(outputs.get(0), "seen")).containsExactly(other);
        }
    }

    @Test
    void stringsGoInAndComeOut() throws Exception {
        Graph graph = Graph.of().input("x", DataType.STRING, -1, 1, 2).output("y", DataType.STRING, -1, 1, 2)
                .node("Identity", "y", "x");

        try (OnnxModel model = Versions.open(dir, graph)) {
            List<ModelOutput> outputs = model.run(List.of(
                    new Versions.Message(model.manifest(), new double[2], new String[]{"größer", ""}),
                    new Versions.Message(model.manifest(), new double[2], new String[]{"a", "b"})));

            assertThat(outputs.get(0).output("y").texts()).containsExactly("größer", "");
            assertThat(outputs.get(1).output("y").texts()).containsExactly("a", "b");
        }
    }

    @Test
    void aMessageWithoutItsTextsIsNamedAndNothingElseHappens() throws Exception {
        Graph graph = Graph.of().input("n", DataType.FLOAT, -1, 1).input("x", DataType.STRING, -1, 2)
                .output("y", DataType.STRING, -1, 2).output("m", DataType.FLOAT, -1, 1)
                .node("Identity", "y", "x").node("Identity", "m", "n");

        try (OnnxModel model = Versions.open(dir, graph)) {
            for (String[] texts : new String[][]{null, {null, "a", null}}) {
                Versions.Message message = new Versions.Message(model.manifest(), new double[3], texts);

                assertThatThrownBy(() -> model.run(List.of(message))).isInstanceOf(EngineException.class)
                        .hasMessageContaining("no text for 'x'");
            }
        }
    }
}
