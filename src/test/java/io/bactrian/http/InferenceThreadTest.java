package io.bactrian.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.infer.onnx.Graph;

/** On which thread the route of a request begins: the step that asks for its token says so. */
class InferenceThreadTest {
    private static final String LOOP = "vert.x-eventloop-thread";
    private static final String WORKER = "vert.x-worker-thread";
    private static final String ROW = """
                                      {"inputs":[{"name":"x","shape":[1,1],"datatype":"FP32","data":[1]}]%s}""";

    private final Queue<String> threads = new ConcurrentLinkedQueue<>();
    @TempDir
    private Path dir;
    private InferenceRig rig;

    @BeforeEach
    void start() {
        rig = new InferenceRig(dir, new InferenceAccess(() -> {
            threads.add(Thread.currentThread().getName());
            return ApiToken.NONE;
        }, "127.0.0.1", true));
        rig.serve("pump", 1, Graph.of().input("x", DataType.FLOAT, -1, 1).output("y", DataType.FLOAT, -1, 1).node("Identity",
                "y", "x"), "task: raw\n");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void aShortRequestForInferenceBeginsOnItsEventLoop() throws Exception {
        assertThat(rig.infer("pump", ofBytes(AsyncHttpEngine.MOST_ON_EVENT_LOOP)).statusCode()).isEqualTo(200);

        assertThat(threads).isNotEmpty().allMatch(name -> name.startsWith(LOOP));
    }

    @Test
    void aLongerOneBeginsOnAWorkerThread() throws Exception {
        assertThat(rig.infer("pump", ofBytes(AsyncHttpEngine.MOST_ON_EVENT_LOOP + 1)).statusCode()).isEqualTo(200);

        assertThat(threads).isNotEmpty().allMatch(name -> name.startsWith(WORKER));
    }

    @Test
    void whateverElseIsAskedForBeginsOnAWorkerThread() throws Exception {
        assertThat(rig.get("/v2/models/pump").statusCode()).isEqualTo(200);

        assertThat(threads).isNotEmpty().allMatch(name -> name.startsWith(WORKER));
    }

    @Test
    void aRouteThatIsNotThereIsNotWaitedFor() throws Exception {
        rig.context().getRouteController().stopRoute("v2-infer");

        var response = rig.infer("pump", ofBytes(AsyncHttpEngine.MOST_ON_EVENT_LOOP));

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("is not running");
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    }

    private static String ofBytes(int length) {
        int without = ROW.formatted("").length();
        return ROW.formatted(" ".repeat(length - without));
    }
}
