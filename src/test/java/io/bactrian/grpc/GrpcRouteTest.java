package io.bactrian.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.grpc.proto.GRPCInferenceServiceGrpc;
import io.bactrian.grpc.proto.InferParameter;
import io.bactrian.grpc.proto.InferTensorContents;
import io.bactrian.grpc.proto.ModelInferRequest;
import io.bactrian.grpc.proto.ModelInferRequest.InferInputTensor;
import io.bactrian.grpc.proto.ModelInferRequest.InferRequestedOutputTensor;
import io.bactrian.grpc.proto.ModelInferResponse;
import io.bactrian.grpc.proto.ModelMetadataRequest;
import io.bactrian.grpc.proto.ModelMetadataResponse;
import io.bactrian.grpc.proto.ModelReadyRequest;
import io.bactrian.grpc.proto.ModelStatistics;
import io.bactrian.grpc.proto.ModelStatisticsRequest;
import io.bactrian.grpc.proto.RepositoryIndexRequest;
import io.bactrian.grpc.proto.ServerLiveRequest;
import io.bactrian.grpc.proto.ServerMetadataRequest;
import io.bactrian.grpc.proto.ServerMetadataResponse;
import io.bactrian.grpc.proto.ServerReadyRequest;
import io.bactrian.http.ApiToken;
import io.bactrian.http.InferenceAccess;
import io.bactrian.infer.onnx.Graph;
import io.bactrian.kit.Patience;
import io.bactrian.model.LoadedVersion;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** The calls of the Open Inference Protocol V2 over gRPC, with the messages of its specification, and of Triton's statistics. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcRouteTest {
    @TempDir
    static Path dir;
    private GrpcRig rig;
    private LoadedVersion pump;

    @BeforeAll
    void start() {
        rig = GrpcRig.open(dir);
        pump = rig.http().serve("pump", 2, plus(1), "task: raw\n");
        rig.http().pin("pump", 1, plus(100), "task: raw\n");
        rig.http().models().fail("broken", "it has no version in service");
        rig.http().serve("two", 1, Graph.of().input("a", DataType.INT64, -1, 2).input("b", DataType.BOOL, -1)
                .output("same", DataType.INT64, -1, 2).output("other", DataType.BOOL, -1)
                .node("Identity", "same", "a").node("Identity", "other", "b"), "task: raw\n");
        rig.http().serve("small", 1, plus(0), "task: raw\nbatching: {size: 2, queue: 4}\n");
        rig.http().serve("counted", 1, plus(0), "task: raw\nbatching: {size: 64}\n");
    }

    @AfterAll
    void stop() {
        rig.close();
    }

    private static Graph plus(float offset) {
        return Graph.of().input("x", DataType.FLOAT, -1, 2).output("y", DataType.FLOAT, -1, 2).floats("offset", offset)
                .node("Add", "y", "x", "offset");
    }

    private static InferInputTensor.Builder x(int rows) {
        return InferInputTensor.newBuilder().setName("x").setDatatype("FP32").addShape(rows).addShape(2);
    }

    private static ModelInferRequest.Builder row(String model) {
        return ModelInferRequest.newBuilder().setModelName(model)
                .addInputs(x(1).setContents(InferTensorContents.newBuilder().addFp32Contents(1).addFp32Contents(2)));
    }

    private static InferParameter.Builder parameter() {
        return InferParameter.newBuilder();
    }

    private static Status fails(ThrowingCallable call) {
        StatusRuntimeException thrown = catchThrowableOfType(StatusRuntimeException.class,
                call);
        assertThat(thrown).isNotNull();
        return thrown.getStatus();
    }

    @Test
    void theServerIsLiveAndReadyAndSaysItsNameVersionAndExtensions() {
        assertThat(rig.client().serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
        assertThat(rig.client().serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
        assertThat(rig.client().serverMetadata(ServerMetadataRequest.getDefaultInstance()))
                .isEqualTo(ServerMetadataResponse.newBuilder().setName("bactrian").setVersion("1.2.3")
                        .addExtensions("binary_tensor_data").addExtensions("statistics").build());
    }

    @Test
    void aModelIsDescribedWithItsVersionsPlatformAndTensors() {
        ModelMetadataResponse described = rig.client()
                .modelMetadata(ModelMetadataRequest.newBuilder().setName("pump").build());

        assertThat(described.getVersionsList()).containsExactly("1", "2");
        assertThat(described.getPlatform()).isEqualTo("onnx_onnxv1");
        assertThat(described.getInputs(0).getName()).isEqualTo("x");
        assertThat(described.getInputs(0).getDatatype()).isEqualTo("FP32");
        assertThat(described.getInputs(0).getShapeList()).containsExactly(-1L, 2L);
        assertThat(described.getOutputs(0).getName()).isEqualTo("y");
    }

    @Test
    void aModelAndAVersionAreReadyOrNotOrNotThere() {
        assertThat(ready("pump", "")).isTrue();
        assertThat(ready("pump", "1")).isTrue();
        assertThat(ready("broken", "")).isFalse();
        Status unknown = fails(() -> ready("nobody", ""));
        assertThat(unknown.getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(unknown.getDescription()).contains("'nobody'", "pump");
        assertThat(fails(() -> ready("pump", "7")).getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(fails(() -> ready("pump", "two")).getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(fails(() -> ready("", "")).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    private boolean ready(String model, String version) {
        return rig.client().modelReady(ModelReadyRequest.newBuilder().setName(model).setVersion(version).build()).getReady();
    }

    @Test
    void tensorsGoInAndComeOutWithTheBatchAndTheId() {
        ModelInferResponse response = rig.client().modelInfer(ModelInferRequest.newBuilder().setModelName("pump").setId("42")
                .addInputs(x(2).setContents(InferTensorContents.newBuilder().addAllFp32Contents(List.of(1f, 2f, 3.5f, 600f))))
                .build());

        assertThat(response.getModelName()).isEqualTo("pump");
        assertThat(response.getModelVersion()).isEqualTo("2");
        assertThat(response.getId()).isEqualTo("42");
        assertThat(response.getOutputs(0).getShapeList()).containsExactly(2L, 2L);
        assertThat(response.getOutputs(0).getContents().getFp32ContentsList()).containsExactly(2f, 3f, 4.5f, 601f);
        assertThat(response.getRawOutputContentsCount()).isZero();
    }

    @Test
    void whatIsSentRawIsAnsweredRaw() {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(1).putFloat(2).flip();
        ModelInferResponse response = rig.client()
                .modelInfer(ModelInferRequest.newBuilder().setModelName("pump").setModelVersion("1")
                        .addInputs(x(1)).addRawInputContents(ByteString.copyFrom(bytes)).build());

        assertThat(response.getModelVersion()).isEqualTo("1");
        assertThat(response.getOutputs(0).hasContents()).isFalse();
        assertThat(response.getRawOutputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getFloat(4))
                .isEqualTo(102f);
    }

    @Test
    void onlyTheOutputsThatAreAskedForAreGivenInThatOrder() {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName("two")
                .addInputs(InferInputTensor.newBuilder().setName("b").setDatatype("BOOL").addShape(1)
                        .setContents(InferTensorContents.newBuilder().addBoolContents(true)))
                .addInputs(InferInputTensor.newBuilder().setName("a").setDatatype("INT64").addShape(1).addShape(2).setContents(
                        InferTensorContents.newBuilder().addInt64Contents(9007199254740993L).addInt64Contents(-4)));
        assertThat(rig.client().modelInfer(request.build()).getOutputsList()).extracting("name").containsExactly("same",
                "other");

        request.addOutputs(InferRequestedOutputTensor.newBuilder().setName("other"))
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("same"));
        ModelInferResponse response = rig.client().modelInfer(request.build());

        assertThat(response.getOutputsList()).extracting("name").containsExactly("other", "same");
        assertThat(response.getOutputs(1).getContents().getInt64ContentsList()).containsExactly(9007199254740993L, -4L);
    }

    @Test
    void aModelWithoutAVersionInServiceIsUnavailableAndSaysWhenToTryAgain() {
        StatusRuntimeException thrown = catchThrowableOfType(StatusRuntimeException.class,
                () -> rig.client().modelInfer(row("broken").build()));

        assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(thrown.getTrailers().get(Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER)))
                .isEqualTo("1000");
    }

    @Test
    void aTimeoutThatHasPassedIsNotRunWhetherOfTheRequestOrOfTheCall() throws Exception {
        CountDownLatch gate = rig.http().block(pump);
        long before = pump.requests().read().inferences();
        ListenableFuture<ModelInferResponse> own = rig.async().modelInfer(row("pump")
                .putParameters("timeout", parameter().setInt64Param(1).build()).build());
        ListenableFuture<ModelInferResponse> ofCall = rig.async().withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                .modelInfer(row("pump").build());
        assertThat(status(ofCall).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        // the server knows that the call has ended once it has answered another one on the same connection
        assertThat(rig.client().serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
        gate.countDown();

        assertThat(status(own).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(status(own).getDescription()).contains("timeout");
        rig.client().modelInfer(row("pump").putParameters("timeout", parameter().setInt64Param(600_000_000).build()).build());
        assertThat(pump.requests().read().inferences()).isEqualTo(before + 1);
    }

    @Test
    void whatWaitsForAClientThatHasGoneIsNotRun() throws Exception {
        CountDownLatch gate = rig.http().block(pump);
        long before = pump.requests().read().inferences();
        ListenableFuture<ModelInferResponse> cancelled = rig.async().modelInfer(row("pump").build());
        ManagedChannel other = rig.connect();
        GRPCInferenceServiceGrpc.newFutureStub(other).modelInfer(row("pump").build());
        await().atMost(Patience.LONG).until(() -> rig.http().engine().waiting("pump") == 2);
        cancelled.cancel(true);
        other.shutdownNow();
        assertThat(other.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        ListenableFuture<ModelInferResponse> next = rig.async().modelInfer(row("pump").build());
        await().atMost(Patience.LONG).until(() -> rig.http().engine().waiting("pump") == 3);
        gate.countDown();

        assertThat(next.get().getOutputsCount()).isEqualTo(1);
        assertThat(pump.requests().read().inferences()).isEqualTo(before + 1);
    }

    @Test
    void aFullQueueIsResourceExhausted() throws Exception {
        LoadedVersion small = rig.http().engine().loaded(rig.http().models().choose("small", "", null).orElseThrow().serving())
                .orElseThrow();
        CountDownLatch gate = rig.http().block(small);
        List<ListenableFuture<ModelInferResponse>> waiting = IntStream.range(0, 2)
                .mapToObj(i -> rig.async().modelInfer(row("small").build())).toList();
        await().atMost(Patience.LONG).until(() -> rig.http().engine().waiting("small") == 2);

        Status refused = fails(() -> rig.client().modelInfer(row("small").build()));
        gate.countDown();

        assertThat(refused.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(refused.getDescription()).contains("batching.queue");
        for (ListenableFuture<ModelInferResponse> answer : waiting) {
            assertThat(answer.get().getOutputsCount()).isEqualTo(1);
        }
    }

    @Test
    void requestsOfBothProtocolsRideInOneBatchAndAreCountedTogether() throws Exception {
        LoadedVersion counted = rig.http().engine()
                .loaded(rig.http().models().choose("counted", "", null).orElseThrow().serving()).orElseThrow();
        CountDownLatch gate = rig.http().block(counted);
        ListenableFuture<ModelInferResponse> grpc = rig.async().modelInfer(row("counted").build());
        var http = rig.http().http().async(rig.http().http().request("/v2/models/counted/infer")
                .POST(BodyPublishers.ofString(
                        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}")));
        await().atMost(Patience.LONG).until(() -> rig.http().engine().waiting("counted") == 2);
        gate.countDown();
        assertThat(grpc.get().getOutputsCount()).isEqualTo(1);
        assertThat(http).succeedsWithin(Patience.LONG);

        ModelStatistics stats = rig.client().modelStatistics(ModelStatisticsRequest.newBuilder().setName("counted").build())
                .getModelStats(0);

        assertThat(stats.getInferenceCount()).isEqualTo(2);
        assertThat(stats.getExecutionCount()).isEqualTo(1);
        assertThat(stats.getInferenceStats().getSuccess().getCount()).isEqualTo(2);
        assertThat(stats.getBatchStats(0).getBatchSize()).isEqualTo(2);
        assertThat(rig.client().modelStatistics(ModelStatisticsRequest.getDefaultInstance()).getModelStatsList())
                .extracting("name").contains("counted", "pump");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", value = {
        "none                  | true  | none                         | OK",
        "none                  | false | none                         | PERMISSION_DENIED",
        "correct-horse-battery | true  | none                         | UNAUTHENTICATED",
        "correct-horse-battery | false | Bearer correct-horse-batterz | UNAUTHENTICATED",
        "correct-horse-battery | false | Bearer correct-horse-battery | OK"})
    void whoeverHasTheTokenAndWithoutOneWhoeverIsOnTheMachine(String token, boolean loopback, String header, Status.Code code,
            @TempDir Path folder) {
        ApiToken own = token == null ? ApiToken.NONE : ApiToken.of(token);
        try (GrpcRig guarded = new GrpcRig(folder, new InferenceAccess(() -> own, "0.0.0.0", loopback))) {
            guarded.http().serve("pump", 1, plus(1), "task: raw\n");
            var client = header == null ? guarded.client() : guarded.client(header);
            List<ThrowingCallable> calls = List.of(() -> client.modelInfer(row("pump").build()),
                    () -> client.serverMetadata(ServerMetadataRequest.getDefaultInstance()),
                    () -> client.modelReady(ModelReadyRequest.newBuilder().setName("pump").build()),
                    () -> client.modelMetadata(ModelMetadataRequest.newBuilder().setName("pump").build()),
                    () -> client.modelStatistics(ModelStatisticsRequest.getDefaultInstance()));
            for (ThrowingCallable call : calls) {
                if (code == Status.Code.OK) {
                    assertThatCode(call).doesNotThrowAnyException();
                } else {
                    assertThat(fails(call)).satisfies(status -> {
                        assertThat(status.getCode()).isEqualTo(code);
                        assertThat(status.getDescription()).contains("bactrian.inference.token")
                                .doesNotContain("correct-horse");
                    });
                }
            }
            assertThat(guarded.client().serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
            assertThat(guarded.client().serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
        }
    }

    @Test
    void controlThatIsOffSaysWhichKeyTurnsItOn() {
        Status status = fails(() -> rig.client().repositoryIndex(RepositoryIndexRequest.getDefaultInstance()));

        assertThat(status.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(status.getDescription()).contains("bactrian.api.token");
    }

    @Test
    void aCompressedMessageIsRefusedUnread() {
        Status status = fails(() -> rig.client().withCompression("gzip").modelInfer(row("pump").build()));

        assertThat(status.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(status.getDescription()).contains("gzip", "identity");
    }

    @Test
    void aMessageThatIsTooLongEndsItsCallOnly() {
        ModelInferRequest large = ModelInferRequest.newBuilder().setModelName("pump").addInputs(x(1))
                .addRawInputContents(ByteString.copyFrom(new byte[GrpcRig.MOST_BYTES])).build();

        Status refused = fails(() -> rig.client().modelInfer(large));

        assertThat(refused.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(refused.getDescription()).contains("quarkus.grpc.server.max-inbound-message-size");
        assertThat(rig.client().modelInfer(row("pump").build()).getOutputsCount()).isEqualTo(1);
    }

    private static Status status(ListenableFuture<ModelInferResponse> answer) throws InterruptedException {
        try {
            return answer.get() == null ? null : Status.OK;
        } catch (ExecutionException e) {
            return Status.fromThrowable(e.getCause());
        }
    }
}
