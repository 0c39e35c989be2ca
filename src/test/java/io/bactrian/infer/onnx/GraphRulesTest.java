package io.bactrian.infer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.model.ModelRejectedException;

class GraphRulesTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"EPContext", "Snpe", "PyOp", "PythonOp", "TritonOp", "ExternalFunctionOp"})
    void anOperatorThatReadsFilesOrLoadsCodeIsRefusedByName(String operator) {
        assertRefused(graph("com.microsoft", operator))
                .hasMessageContaining("the node 'y' has the operator com.microsoft:" + operator)
                .hasMessageContaining("from outside the model");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ai.onnx.contrib", "com.microsoft.extensions", "org.pytorch.aten", "ai.onnx.preview.training",
        "com.microsoft\0", "AI.ONNX"})
    void aDomainThatOnnxRuntimeHasNotItselfIsRefusedWithItsNode(String domain) {
        assertRefused(graph(domain, "Anything")).hasMessageContaining("the node 'y' has the operator")
                .hasMessageContaining("custom operators are not supported");
    }

    @Test
    void aNodeIsFoundInABranchAndInAFunctionAndAFunctionMakesNoneOfItsOwnHarmless() {
        NodeProto.Builder context = NodeProto.newBuilder().setDomain("com.microsoft").setOpType("EPContext").setName("inner")
                .addInput("x").addOutput("z");
        Graph branch = Graph.of().input("x", DataType.FLOAT, -1, 2).output("y", DataType.FLOAT, -1, 2)
                .constant(TensorProto.newBuilder().setName("yes").setDataType(DataType.BOOL.getNumber()).addInt32Data(1))
                .node("If", "y", List.of("yes"),
                        Graph.graph("then_branch", Graph.of().node("com.microsoft", "EPContext", "inner", List.of("x")).body()),
                        Graph.graph("else_branch", Graph.of().node("Identity", "e", "x").body()));
        Graph function = graph("local", "Shift").function(FunctionProto.newBuilder().setDomain("local").setName("Shift")
                .addInput("x").addOutput("z").addNode(context));
        Graph named = graph("com.microsoft", "EPContext").function(FunctionProto.newBuilder().setDomain("com.microsoft")
                .setName("EPContext").addInput("x").addOutput("z")
                .addNode(NodeProto.newBuilder().setOpType("Neg").addInput("x").addOutput("z")));

        assertRefused(branch).hasMessageContaining("'inner' has the operator com.microsoft:EPContext");
        assertRefused(function).hasMessageContaining("'inner' has the operator com.microsoft:EPContext");
        assertRefused(named).hasMessageContaining("com.microsoft:EPContext");
    }

    @Test
    void whatOnnxRuntimeHasItselfAndWhatTheFileDefinesRuns() throws Exception {
        Graph own = graph("local", "Twice")
                .function(FunctionProto.newBuilder().setDomain("local").setName("Twice").addInput("in")
                        .addOutput("out")
                        .addNode(NodeProto.newBuilder().setOpType("Add").addInput("in").addInput("in").addOutput("out")));

        for (Graph graph : List.of(own, graph("ai.onnx", "Neg"), graph("com.microsoft", "Gelu"),
                graph("ai.onnx.ml", "Normalizer"))) {
            try (OnnxModel model = Versions.open(dir, graph)) {
                assertThat(Versions.run(model, new double[]{1, 2})).hasSize(1);
            }
        }
    }

    @Test
    void onnxRuntimesOwnFormatIsRefused() {
        byte[] ort = new byte[64];
        System.arraycopy("ORTM".getBytes(StandardCharsets.US_ASCII), 0, ort, 4, 4);

        assertThatThrownBy(() -> OnnxModel.open(Versions.write(dir, ort, "", null), Versions.NO_LIMIT))
                .isInstanceOf(ModelRejectedException.class).hasMessageContaining(".ort").hasMessageContaining("export it anew");
    }

    @Test
    void namesThatOnnxRuntimesJavaApiCannotHandOverAreRefused() {
        for (String name : List.of("🔥", "a\0b")) {
            Graph graph = Graph.of().input(name, DataType.FLOAT, -1, 2).output("y", DataType.FLOAT, -1, 2).node("Neg", "y",
                    name);

            assertRefused(graph).hasMessageContaining("input or output named").hasMessageContaining("rename");
        }
    }

    @Test
    void metadataKeepsItsCharacters() throws Exception {
        Graph graph = Graph.of("Neg", 2).metadata("features", "🔥,größer");

        try (OnnxModel model = Versions.open(dir, graph)) {
            assertThat(model.manifest().inputs().get(0).features()).extracting("name").containsExactly("🔥", "größer");
        }
    }

    private static Graph graph(String domain, String operator) {
        return Graph.of().domain(domain).input("x", DataType.FLOAT, -1, 2).output("y", DataType.FLOAT, -1, 2)
                .node(domain, operator, "y", List.of("x"));
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Graph graph) {
        return assertThatThrownBy(() -> Versions.open(dir, graph).close()).isInstanceOf(ModelRejectedException.class);
    }
}
