package io.bactrian.infer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bactrian.model.ModelOutput;

class KeptOutputsTest {
    private final OrtEnvironment environment = environment();

    @TempDir
    private Path dir;

    /** That of DJL, which refuses to have another's. */
    private static OrtEnvironment environment() {
        Engine.getEngine(OnnxModel.ENGINE);
        return OrtEnvironment.getEnvironment();
    }

    /** The outputs {@code y} of batches of one, and how many of them are in memory that was there before. */
    private int reused(Graph graph, float[]... batches) throws Exception {
        Path file = Files.write(dir.resolve("model.onnx"), graph.bytes());
        int reused = 0;
        try (OrtSession session = environment.createSession(file.toString()); KeptOutputs outputs = new KeptOutputs()) {
            List<OnnxTensor> seen = new ArrayList<>();
            for (float[] batch : batches) {
                OnnxTensor y = run(session, outputs, batch);
                reused += seen.contains(y) ? 1 : 0;
                seen.add(y);
            }
        }
        return reused;
    }

    private OnnxTensor run(OrtSession session, KeptOutputs outputs, float[] batch) throws OrtException {
        try (OnnxTensor x = OnnxTensor.createTensor(environment, FloatBuffer.wrap(batch), new long[]{1, batch.length})) {
            return outputs.run(session, Map.of("x", x), Set.of("y"), 1).get("y");
        }
    }

    @Test
    void theMemoryOfTheLastBatchIsUsedAgainOnceThatHasProvedToGiveTheSame() throws Exception {
        assertThat(reused(Graph.of("Neg", 2), new float[]{1, 2}, new float[]{3, 4}, new float[]{5, 6}, new float[]{7, 8}))
                .isEqualTo(2);
    }

    @Test
    void whatIsLargeIsNotKept() throws Exception {
        assertThat(reused(Graph.of("Neg", 5000), new float[5000], new float[5000], new float[5000])).isZero();
    }

    @Test
    void whatDiffersFromRunToRunIsNotKept() throws Exception {
        Graph random = Graph.of().input("x", DataType.FLOAT, -1, 2).output("y", DataType.FLOAT, -1, 2)
                .node("RandomUniformLike", "y", "x");

        assertThat(reused(random, new float[2], new float[2], new float[2], new float[2])).isZero();
    }

    @Test
    void everyBatchGetsItsOwnAnswerWhereTheOutputIsTheInput() throws Exception {
        try (OnnxModel model = Versions.open(dir, Graph.of("Identity", 1))) {
            List<ModelOutput> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.addAll(Versions.run(model, new double[]{i}));
            }
            for (int i = 0; i < 10; i++) {
                assertThat(Versions.values(all.get(i), "y")).containsExactly(i);
            }
        }
    }

    @Test
    void anOutputWhoseShapeFollowsTheDataIsRightEachTime() throws Exception {
        Graph graph = Graph.of().input("x", DataType.FLOAT, 1, 3).output("places", DataType.INT64, 2, -1)
                .node("NonZero", "places", "x");

        try (OnnxModel model = Versions.open(dir, graph)) {
            for (int i = 0; i < 3; i++) {
                assertThat(places(model, 0, 4, 0)).containsExactly(0, 1);
                assertThat(places(model, 4, 0, 0)).containsExactly(0, 0);
                assertThat(places(model, 0, 0, 4)).containsExactly(0, 2);
                assertThat(places(model, 0, 0, 0)).isEmpty();
                assertThat(places(model, 1, 1, 0)).containsExactly(0, 0, 0, 1);
            }
        }
    }

    private static double[] places(OnnxModel model, double... x) {
        return Versions.values(Versions.run(model, x).get(0), "places");
    }

    @Test
    void aBatchThatFailsFailsAloneAndTheMemoryIsStillUsed() throws Exception {
        Graph graph = Graph.of().input("x", DataType.FLOAT, -1, 2).input("place", DataType.INT64, -1)
                .output("y", DataType.FLOAT, -1, 2).node("Gather", "y", "x", "place");
        try (OnnxModel model = Versions.open(dir, graph, "batching: {size: 1}\n")) {
            for (int i = 0; i < 5; i++) {
                assertThat(Versions.values(Versions.run(model, new double[]{i, 2, 0}).get(0), "y")).containsExactly(i, 2);
                assertThatThrownBy(() -> Versions.run(model, new double[]{1, 2, 7})).isInstanceOf(EngineException.class)
                        .hasMessageContaining("out of data bounds");
            }
        }
    }
}
