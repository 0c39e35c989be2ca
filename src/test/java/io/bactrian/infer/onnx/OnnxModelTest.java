package io.bactrian.infer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;

class OnnxModelTest {
    private static final Path SHIPPED = Path.of("models/pump-anomaly/1/model.onnx");
    private static final String RAW = "task: raw\n";
    private static final String NEGATED = "{'tolerance': 1e-4, 'cases': [{'inputs': {'x': [1, 2]}, 'outputs': {'y': [-1, -2]}},"
            + "{'inputs': {'x': [4, 8]}, 'outputs': {'y': [-4, -8]}}]}";

    @TempDir
    Path dir;

    @Test
    void aModelThatKeepsItsPromisesIsOpenedAndTimed() throws Exception {
        try (OnnxModel model = OnnxModel.open(files(Graph.of("Neg", 2).bytes(), RAW, NEGATED), Versions.NO_LIMIT)) {
            assertThat(model.latencyNanos()).isPositive();
            assertThat(model.manifest().name()).isEqualTo("test");
        }
    }

    @Test
    void aTruncatedFileIsRefused() throws Exception {
        byte[] whole = Files.readAllBytes(SHIPPED);
        for (int length : new int[]{0, 1, whole.length / 2, whole.length - 1}) {
            assertRefused(Arrays.copyOf(whole, length)).hasMessageContaining("model.onnx cannot be loaded")
                    .hasMessageContaining("copy it again");
        }
    }

    @Test
    void anOpsetThatIsTooNewIsRefused() {
        assertRefused(Graph.of("Neg", 2).opset(99).bytes()).hasMessageContaining("pset 99")
                .hasMessageContaining("export the model again").hasMessageContaining("ONNX Runtime 1.");
    }

    @Test
    void anIrVersionThatIsTooNewIsRefused() throws Exception {
        byte[] newer = ai.onnx.proto.OnnxMl.ModelProto.parseFrom(Graph.of("Neg", 2).bytes()).toBuilder().setIrVersion(99)
                .build().toByteArray();

        assertRefused(newer).hasMessageContaining("99").hasMessageContaining("export the model again");
    }

    @Test
    void aCustomOperatorIsRefused() {
        Graph graph = Graph.of().domain("acme").input("x", DataType.FLOAT, -1, 2).output("y", DataType.FLOAT, -1, 2)
                .node("acme", "Frobnicate", "y", List.of("x"));

        assertRefused(graph.bytes()).hasMessageContaining("acme:Frobnicate").hasMessageContaining("ONNX's own operators");
    }

    @Test
    void weightsThatAreNotThereAreNamed() {
        TensorProto.Builder weights = TensorProto.newBuilder().setName("w").setDataType(DataType.FLOAT.getNumber()).addDims(2)
                .setDataLocation(DataLocation.EXTERNAL)
                .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue("weights.bin"));
        Graph graph = Graph.of().input("x", DataType.FLOAT, -1, 2).output("y", DataType.FLOAT, -1, 2).constant(weights)
                .node("Add", "y", "x", "w");

        assertRefused(graph.bytes()).hasMessageContaining("weights.bin").hasMessageContaining("beside model.onnx");
    }

    @Test
    void anotherAnswerThanTheGoldenOneIsRefused() {
        assertRefused(Graph.of("Abs", 2).bytes(), NEGATED).hasMessageContaining("golden.json: cases[0].outputs.y")
                .hasMessageNotContaining("alone");
        assertRefused(
                Graph.of().input("x", DataType.FLOAT, 1, 2).output("y", DataType.FLOAT, 1, 2).node("Abs", "y", "x").bytes(),
                NEGATED).hasMessageContaining("golden.json: cases[0].outputs.y");
    }

    @Test
    void aGoldenAnswerIsNoNumberWhereItIsNone() {
        assertRefused(Graph.of("Sqrt", 2).bytes(),
                "{'tolerance': 1e-4, 'cases': [{'inputs': {'x': [1, -4]}, 'outputs': {'y': [1, 2]}}]}")
                .hasMessageContaining("golden.json").hasMessageContaining("NaN");
    }

    @Test
    void answersThatDependOnTheCompanyAreRefused() {
        String two = "{'tolerance': 1e-4, 'cases': [{'inputs': {'x': [1, 2]}, 'outputs': {'y': [0, 0]}},"
                + "{'inputs': {'x': [4, 8]}, 'outputs': {'y': [0, 0]}}]}";
        String one = "{'tolerance': 1e-4, 'cases': [{'inputs': {'x': [1, 2]}, 'outputs': {'y': [0, 0]}}]}";

        for (String golden : new String[]{two, one}) {
            assertRefused(Graph.thatMixesItsBatch().bytes(), golden).hasMessageContaining("alone it agrees")
                    .hasMessageContaining("batching.size");
        }
    }

    @Test
    void answersMayDependOnCompanyThatNeverComes() throws Exception {
        String golden = "{'tolerance': 1e-4, 'cases': [{'inputs': {'x': [1, 2]}, 'outputs': {'y': [0, 0]}}]}";
        VersionFiles files = files(Graph.thatMixesItsBatch().bytes(), "batching: {size: 1}\n", golden);

        OnnxModel.open(files, Versions.NO_LIMIT).close();
    }

    @Test
    void anOutputWhoseLengthIsNotTheBatchIsRefusedUnlessMessagesGoAlone() throws Exception {
        byte[] graph = Graph.of().input("x", DataType.FLOAT, -1, 2).output("different", DataType.FLOAT, -1)
                .node("Unique", "different", "x").bytes();

        assertRefused(graph).hasMessageContaining("'different' has the shape [1] for a batch of 2")
                .hasMessageContaining("batching.size");
        try (OnnxModel model = OnnxModel.open(files(graph, "batching: {size: 1}\n", null), Versions.NO_LIMIT)) {
            assertThat(Versions.values(Versions.run(model, new double[]{3, 1}).get(0), "different")).containsExactly(1, 3);
        }
    }

    @Test
    void aModelThatOnlyRunsAloneIsRefused() {
        byte[] graph = Graph.of().input("x", DataType.FLOAT, -1, 2).output("y", DataType.FLOAT, -1, -1)
                .constant(TensorProto.newBuilder().setName("one_row").setDataType(DataType.INT64.getNumber()).addDims(2)
                        .addInt64Data(1).addInt64Data(2))
                .node("Sub", "nothing", "x", "x").node("ReduceSum", "zero", List.of("nothing"), Graph.integer("keepdims", 0))
                .cast(DataType.INT64, "offset", "zero").node("Add", "shape", "one_row", "offset")
                .node("Reshape", "y", "x", "shape").bytes();

        assertRefused(graph).hasMessageContaining("a batch of 2").hasMessageContaining("cannot be reshaped");
    }

    @Test
    void whatTheManifestLeavesOutComesFromTheGraphAndWhatContradictsItIsRefused() {
        VersionFiles files = files(Graph.of("Neg", 2).bytes(), "inputs: [{name: z}]\n", null);

        assertThatThrownBy(() -> OnnxModel.open(files, Versions.NO_LIMIT)).isInstanceOf(ModelRejectedException.class)
                .hasMessageContaining("inputs[0].name");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(byte[] onnx) {
        return assertRefused(onnx, null);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(byte[] onnx, String golden) {
        VersionFiles files = files(onnx, RAW, golden);
        return assertThatThrownBy(() -> OnnxModel.open(files, Versions.NO_LIMIT).close())
                .isInstanceOf(ModelRejectedException.class)
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("\n", dir.toString(), "_src/"));
    }

    private VersionFiles files(byte[] onnx, String yaml, String golden) {
        return Versions.write(dir, onnx, yaml, golden == null ? null : golden.replace('\'', '"'));
    }
}
