package io.bactrian.infer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import ai.djl.engine.EngineException;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;

/** What is opened is closed: the process does not grow by what it would if nothing were. */
@EnabledOnOs(OS.LINUX)
@Tag("slow")
class NativeMemoryTest {
    private static final int WIDTH = 1 << 20;
    private static final long EACH = (long) WIDTH * Float.BYTES;
    private static final int TIMES = 150;

    @TempDir
    Path dir;

    @Test
    void refusedModelsLeaveNothingBehind() throws Exception {
        String golden = "{\"tolerance\": 1e-4, \"cases\": [{\"inputs\": {\"x\": [1]}, \"outputs\": {\"y\": [7]}}]}";
        VersionFiles unlikeGolden = Versions.write(dir.resolve("golden"), heavy().bytes(), "task: raw\n", golden);
        VersionFiles unlikeGraph = Versions.write(dir.resolve("graph"), heavy().bytes(), "inputs: [{name: z}]\n", null);

        for (VersionFiles files : List.of(unlikeGolden, unlikeGraph)) {
            assertSteady(() -> assertThatThrownBy(() -> OnnxModel.open(files, Versions.NO_LIMIT))
                    .isInstanceOf(ModelRejectedException.class));
        }
    }

    @Test
    void closedModelsLeaveNothingBehind() throws Exception {
        VersionFiles files = Versions.write(dir, heavy().bytes(), "task: raw\n", null);

        assertSteady(() -> {
            try (OnnxModel model = OnnxModel.open(files, Versions.NO_LIMIT)) {
                Versions.run(model, new double[]{1});
            }
        });
    }

    @Test
    void runsLeaveNothingBehind() throws Exception {
        Graph graph = Graph.of().input("x", DataType.FLOAT, -1, WIDTH).output("y", DataType.FLOAT, -1, WIDTH)
                .node("Neg", "y", "x");
        try (OnnxModel model = Versions.open(dir, graph, "batching: {size: 1}\n")) {
            List<Versions.Message> one = List.of(new Versions.Message(model.manifest(), new double[WIDTH], null));

            assertSteady(() -> model.run(one));
        }
    }

    @Test
    void failedRunsLeaveNothingBehind() throws Exception {
        Graph graph = Graph.of().input("x", DataType.FLOAT, -1, WIDTH).output("y", DataType.FLOAT, -1, WIDTH)
                .output("row", DataType.FLOAT, -1, WIDTH).input("place", DataType.INT64, -1)
                .node("Neg", "y", "x").node("Gather", "row", "y", "place");
        try (OnnxModel model = Versions.open(dir, graph, "batching: {size: 1}\n")) {
            double[] pastTheEnd = new double[WIDTH + 1];
            pastTheEnd[WIDTH] = 7;
            List<Versions.Message> one = List.of(new Versions.Message(model.manifest(), pastTheEnd, null));

            assertSteady(() -> assertThatThrownBy(() -> model.run(one)).isInstanceOf(EngineException.class)
                    .hasMessageContaining("out of data bounds"));
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void assertSteady(Action action) throws Exception {
        for (int i = 0; i < TIMES / 5; i++) {
            action.run();
        }
        long before = resident();
        for (int i = 0; i < TIMES; i++) {
            action.run();
        }
        assertThat(resident() - before).as("bytes that the process grew by").isLessThan(TIMES * EACH / 2);
    }

    private static Graph heavy() {
        return Graph.of().input("x", DataType.FLOAT, -1, 1).output("y", DataType.FLOAT, -1, 1).floats("w", new float[WIDTH])
                .node("Mul", "wide", "x", "w").node("ReduceSum", "y", List.of("wide"), Graph.integer("keepdims", 1));
    }

    private static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).findFirst().orElseThrow();
    }
}
