package io.bactrian.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.grpc.proto.ModelInferRequest;
import io.bactrian.grpc.proto.ModelInferRequest.InferInputTensor;
import io.bactrian.grpc.proto.ModelMetadataRequest;
import io.bactrian.http.ApiToken;
import io.bactrian.http.AsyncHttpEngine;
import io.bactrian.http.InferenceAccess;
import io.bactrian.infer.onnx.Graph;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** On which thread the route of a call begins: the step that asks for its token says so. */
class CallThreadTest {
    private static final String LOOP = "vert.x-eventloop-thread";
    private static final String WORKER = "vert.x-worker-thread";

    private final Queue<String> threads = new ConcurrentLinkedQueue<>();
    @TempDir
    private Path dir;
    private GrpcRig rig;

    @BeforeEach
    void start() {
        rig = new GrpcRig(dir, new InferenceAccess(() -> {
            threads.add(Thread.currentThread().getName());
            return ApiToken.NONE;
        }, "127.0.0.1", true));
        rig.http().serve("pump", 1, Graph.of().input("x", DataType.FLOAT, -1, 1).output("y", DataType.FLOAT, -1, 1)
                .node("Identity", "y", "x"), "task: raw\n");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void aShortCallForInferenceBeginsOnItsEventLoop() {
        rig.client().modelInfer(ofBytes(AsyncHttpEngine.MOST_ON_EVENT_LOOP));

        assertThat(threads).isNotEmpty().allMatch(name -> name.startsWith(LOOP));
    }

    @Test
    void aLongerOneBeginsOnAWorkerThread() {
        rig.client().modelInfer(ofBytes(AsyncHttpEngine.MOST_ON_EVENT_LOOP + 1));

        assertThat(threads).isNotEmpty().allMatch(name -> name.startsWith(WORKER));
    }

    @Test
    void anyOtherCallBeginsOnAWorkerThread() {
        rig.client().modelMetadata(ModelMetadataRequest.newBuilder().setName("pump").build());

        assertThat(threads).isNotEmpty().allMatch(name -> name.startsWith(WORKER));
    }

    @Test
    void aRouteThatIsNotThereIsNotWaitedFor() throws Exception {
        rig.http().context().getRouteController().stopRoute("grpc-infer");

        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class,
                () -> rig.client().modelInfer(ofBytes(AsyncHttpEngine.MOST_ON_EVENT_LOOP)));
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(refused.getStatus().getDescription()).contains("is not running");
    }

    /** One row, and a field that no version of the protocol has. */
    private static ModelInferRequest ofBytes(int length) {
        ModelInferRequest request = ModelInferRequest.newBuilder().setModelName("pump")
                .addInputs(InferInputTensor.newBuilder().setName("x").setDatatype("FP32").addShape(1).addShape(1))
                .addRawInputContents(ByteString.copyFrom(new byte[Float.BYTES])).build();
        int without = filled(request, 1 << 15).getSerializedSize() - (1 << 15);
        return filled(request, length - without);
    }

    private static ModelInferRequest filled(ModelInferRequest request, int bytes) {
        var filling = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFrom(new byte[bytes])).build();
        return request.toBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder().addField(1000, filling).build()).build();
    }
}
