package io.bactrian.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.protobuf.ByteString;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.bactrian.grpc.proto.InferParameter;
import io.bactrian.grpc.proto.ModelInferRequest;
import io.bactrian.grpc.proto.ModelInferRequest.InferInputTensor;
import io.bactrian.infer.onnx.Graph;
import io.bactrian.kit.CamelHttp;
import io.bactrian.kit.Patience;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;

/** Samples of requests over both protocols, in one spool of 1 MiB that rejects what it has no space for. */
class RequestSamplesTest {
    private static final int ROWS = 2000;
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final int MORE_THAN_FIT = 3000;

    @TempDir
    private Path dir;
    private GrpcRig rig;

    @BeforeEach
    void start() {
        rig = GrpcRig.open(dir);
        rig.http().serve("pump", 1, Graph.of().input("x", DataType.FLOAT, -1, 2).output("y", DataType.FLOAT, -1, 2)
                .node("Identity", "y", "x"), "task: raw\n");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static ModelInferRequest request(String id, boolean sample) {
        return ModelInferRequest.newBuilder().setModelName("pump").setId(id)
                .putParameters("sample", InferParameter.newBuilder().setBoolParam(sample).build())
                .addInputs(InferInputTensor.newBuilder().setName("x").setDatatype("FP32").addShape(ROWS).addShape(2))
                .addRawInputContents(ByteString.copyFrom(new byte[ROWS * 2 * Float.BYTES])).build();
    }

    private Status fill() {
        Status status = Status.OK;
        for (int call = 0; status.isOk() && call < MORE_THAN_FIT; call++) {
            StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class,
                    () -> rig.client().modelInfer(request("filling", true)));
            status = refused == null ? status : refused.getStatus();
        }
        return status;
    }

    @Test
    void onlyACallThatAsksForItBecomesASampleAndIsAnsweredWhenThatIsOnDisk() throws Exception {
        Queue<String> samples = new ConcurrentLinkedQueue<>();
        rig.client().modelInfer(request("not-kept", false));
        rig.client().modelInfer(request("kept-1", true));
        rig.client().modelInfer(request("kept-2", true));

        rig.http().drain(record -> samples.add(record.getMessage().getHeader("ce_id", String.class)));

        await().atMost(Patience.LONG).until(() -> samples.size() >= 2);
        assertThat(samples).containsExactly("kept-1", "kept-2");
    }

    @Test
    void theTraceContextOfACallAndOfARequestGoesOnInTheirSamples() throws Exception {
        Queue<String> samples = new ConcurrentLinkedQueue<>();
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), PARENT);
        rig.client().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)).modelInfer(request("called", true));
        CamelHttp http = rig.http().http();
        http.send(http.request("/v2/models/pump/infer").header("traceparent", PARENT).POST(BodyPublishers.ofString(
                """
                {"id":"asked","parameters":{"sample":true},"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}]}""")));

        rig.http().drain(record -> samples.add(record.getMessage().getHeader("ce_id", String.class) + " "
                + record.getMessage().getHeader("traceparent", String.class)));

        await().atMost(Patience.LONG).until(() -> samples.size() >= 2);
        assertThat(samples).containsExactlyInAnyOrder("called " + PARENT, "asked " + PARENT);
    }

    @Test
    void whatAsksForASampleThatTheSpoolHasNoSpaceForIsToComeAgainAndAllElseIsAnswered() throws Exception {
        assertThat(fill().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        String body = """
                      {"parameters":{"sample":%s},"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}]}""";
        assertThat(rig.client().modelInfer(request("not-kept", false)).getId()).isEqualTo("not-kept");
        assertThat(rig.http().infer("pump", body.formatted(false)).statusCode()).isEqualTo(200);

        HttpResponse<String> refused = rig.http().infer("pump", body.formatted(true));
        for (int request = 0; refused.statusCode() == 200 && request < MORE_THAN_FIT; request++) {
            refused = rig.http().infer("pump", body.formatted(true));
        }
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        rig.http().drain(record -> {
        });
        await().atMost(Patience.LONG).until(() -> rig.http().infer("pump", body.formatted(true)).statusCode() == 200);
    }
}
