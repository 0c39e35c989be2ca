package io.bactrian.infer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ai.djl.engine.EngineException;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelOutput.Tensor;

class OnnxModelRunTest {
    @TempDir
    Path dir;

    @Test
    void twoInputsAndThreeOutputsOfDifferentTypes() throws Exception {
        Graph graph = Graph.of().input("b", DataType.INT64, -1, 1).input("a", DataType.FLOAT, -1, 2)
                .output("sum", DataType.FLOAT, -1, 2).output("count", DataType.INT64, -1, 1)
                .output("above", DataType.BOOL, -1, 2)
                .cast(DataType.FLOAT, "bf", "b").node("Add", "sum", "a", "bf").node("Identity", "count", "b")
                .node("Greater", "above", "a", "bf");

        try (OnnxModel model = Versions.open(dir, graph)) {
            List<ModelOutput> outputs = Versions.run(model, new double[]{5, 1.5, 7}, new double[]{-1, 0, 0});

            assertThat(outputs.get(0).outputs()).extracting(Tensor::name).containsExactly("sum", "count", "above");
            assertThat(Versions.values(outputs.get(0), "sum")).containsExactly(6.5, 12);
            assertThat(Versions.values(outputs.get(0), "count")).containsExactly(5);
            assertThat(Versions.values(outputs.get(0), "above")).containsExactly(0, 1);
            assertThat(Versions.values(outputs.get(1), "sum")).containsExactly(-1, -1);
        }
    }

    @Test
    void onlyTheOutputsThatAreAskedForAreRead() throws Exception {
        Graph graph = Graph.of().input("x", DataType.FLOAT, -1, 2).output("maps", DataType.FLOAT, -1, 2)
                .output("twice", DataType.FLOAT, -1, 2).output("same", DataType.FLOAT, -1, 2)
                .node("Identity", "maps", "x").node("Identity", "same", "x").node("Add", "twice", "x", "x");

        try (OnnxModel model = Versions.open(dir, graph, "outputs: {answer: [same, twice]}\n")) {
            assertThat(Versions.run(model, new double[]{1, 2}).get(0).outputs()).extracting(Tensor::name)
                    .containsExactly("same", "twice");
        }
    }

    @Test
    void aClassifiersMapsBesideItsTensorsAreLeftAlone() throws Exception {
        try (OnnxModel model = Versions.open(dir, withMaps())) {
            assertThat(Versions.run(model, new double[]{0.25, 0.75}).get(0).outputs()).extracting(Tensor::name)
                    .containsExactly("probabilities");
        }
    }

    static Graph withMaps() {
        return Graph.of().domain("ai.onnx.ml").input("x", DataType.FLOAT, -1, 2)
                .output("probabilities", DataType.FLOAT, -1, 2)
                .outputOfMaps("maps").node("Softmax", "probabilities", "x")
                .node("ai.onnx.ml", "ZipMap", "maps", List.of("probabilities"), Graph.ints("classlabels_int64s", 0, 1));
    }

    @Test
    void aFixedBatchTakesOneMessageAtATime() throws Exception {
        Graph graph = Graph.of().input("x", DataType.FLOAT, 1, 3).output("y", DataType.FLOAT, 1, 3).node("Neg", "y", "x");

        try (OnnxModel model = Versions.open(dir, graph)) {
            assertThat(model.manifest().batching().size()).isEqualTo(1);
            assertThat(Versions.values(Versions.run(model, new double[]{1, 2, 3}).get(0), "y")).containsExactly(-1, -2, -3);
            assertThatThrownBy(() -> Versions.run(model, new double[3], new double[3])).isInstanceOf(EngineException.class)
                    .hasMessageContaining("at most 1");
        }
    }

    @Test
    void withoutABatchAnOutputMayHaveAnyShapeAScalarToo() throws Exception {
        Graph graph = Graph.of().input("x", DataType.FLOAT, 1, 3).output("sum", DataType.FLOAT)
                .output("rows", DataType.FLOAT, 3, 1)
                .node("ReduceSum", "sum", List.of("x"), Graph.integer("keepdims", 0)).node("Transpose", "rows", "x");

        try (OnnxModel model = Versions.open(dir, graph)) {
            ModelOutput output = Versions.run(model, new double[]{1, 2, 3}).get(0);

            assertThat(Versions.values(output, "sum")).containsExactly(6);
            assertThat(Versions.values(output, "rows")).containsExactly(1, 2, 3);
        }
    }

    @Test
    void withoutABatchAnOutputMayBeEmpty() throws Exception {
        Graph graph = Graph.of().input("x", DataType.FLOAT, 1, 2).output("places", DataType.INT64, 2, -1)
                .node("NonZero", "places", "x");

        try (OnnxModel model = Versions.open(dir, graph)) {
            assertThat(Versions.values(Versions.run(model, new double[]{0, 0}).get(0), "places")).isEmpty();
            assertThat(Versions.values(Versions.run(model, new double[]{0, 4}).get(0), "places")).containsExactly(0, 1);
        }
    }

    @Test
    void aLabelMayBeText() throws Exception {
        try (OnnxModel model = Versions.open(dir, Graph.thatNamesTheLarger("normal", "worn"))) {
            List<ModelOutput> outputs = Versions.run(model, new double[]{1, 2}, new double[]{3, 2});

            assertThat(outputs.get(0).output("label").texts()).containsExactly("worn");
            assertThat(outputs.get(1).output("label").texts()).containsExactly("normal");
        }
    }

    @Test
    void whatIsNoNumberComesOutAsWhatItIs() throws Exception {
        try (OnnxModel model = Versions.open(dir, Graph.of("Sqrt", 2))) {
            ModelOutput output = Versions.run(model, new double[]{-1, 4}).get(0);

            assertThat(Versions.values(output, "y")).containsExactly(Double.NaN, 2);
            assertThat(output.finite()).isFalse();
        }
    }

    @Test
    void aBatchMayBeSmallerThanTheLastAndLargerAgain() throws Exception {
        try (OnnxModel model = Versions.open(dir, Graph.of("Neg", 1))) {
            for (int size : new int[]{1, 5, 2, 32, 1}) {
                List<Versions.Message> batch = IntStream.range(0, size)
                        .mapToObj(i -> new Versions.Message(model.manifest(), new double[]{i * size + 1}, null)).toList();

                List<ModelOutput> outputs = model.run(batch);

                for (int i = 0; i < size; i++) {
                    assertThat(outputs.get(i).input()).isSameAs(batch.get(i));
                    assertThat(Versions.values(outputs.get(i), "y")).containsExactly(-i * size - 1);
                }
            }
        }
    }

    @Test
    void aMessageOfTheWrongLengthIsNamed() throws Exception {
        try (OnnxModel model = Versions.open(dir, Graph.of("Neg", 3))) {
            assertThatThrownBy(() -> Versions.run(model, new double[2])).isInstanceOf(EngineException.class)
                    .hasMessageContaining("2 values; expected 3");
        }
    }

    @Test
    void threadsRunOneModelBesideOneAnother() throws Exception {
        try (OnnxModel model = Versions.open(dir, Graph.of("Neg", 1))) {
            List<CompletableFuture<Void>> workers = IntStream.range(0, 4).mapToObj(worker -> CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 2000; i++) {
                    double value = worker * 10_000 + i + 1;
                    ModelOutput output = model
                            .run(List.of(new Versions.Message(model.manifest(), new double[]{value}, null))).get(0);
                    assertThat(Versions.values(output, "y")).containsExactly(-value);
                }
            })).toList();

            workers.forEach(CompletableFuture::join);
        }
    }
}
