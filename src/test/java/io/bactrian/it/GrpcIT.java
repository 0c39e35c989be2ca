package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;

import io.bactrian.grpc.proto.GRPCInferenceServiceGrpc;
import io.bactrian.grpc.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.bactrian.grpc.proto.InferTensorContents;
import io.bactrian.grpc.proto.ModelInferRequest;
import io.bactrian.grpc.proto.ModelInferRequest.InferInputTensor;
import io.bactrian.grpc.proto.ModelInferResponse;
import io.bactrian.grpc.proto.ModelReadyRequest;
import io.bactrian.grpc.proto.RepositoryIndexRequest;
import io.bactrian.grpc.proto.RepositoryModelLoadRequest;
import io.bactrian.grpc.proto.RepositoryModelUnloadRequest;
import io.bactrian.grpc.proto.ServerLiveRequest;
import io.bactrian.kit.Application;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;
import io.bactrian.kit.Scratch;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

/** Inference over gRPC at the packaged application: what its server does around the routes. */
class GrpcIT {
    private static final String TOKEN = "inference-has-this-token";
    private static final String OPERATOR = "operators-have-this-token";
    private static final int BAD_REQUESTS = 100_000;
    private static final int AT_ONCE = 50;
    private static final int WARM_UP = 5_000;
    private static final int LARGE = 4 << 20;
    private static final int MANY_CALLS = 24;
    private static final Status.Code NOT_WHOLE_IN_TIME = Status.Code.CANCELLED;

    private final int port = Ports.free();
    private final int tlsPort = Ports.free();
    private ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();

    @AfterEach
    void disconnect() throws InterruptedException {
        channel.shutdownNow().awaitTermination(1, TimeUnit.MINUTES);
    }

    private Application application(MosquittoBroker broker) {
        broker.start();
        return new Application(Scratch.directory("grpc"), port).with("bactrian.mqtt.url", broker.url())
                .with("kafka.bootstrap.servers", "127.0.0.1:1");
    }

    private GRPCInferenceServiceBlockingStub client() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel);
    }

    private GRPCInferenceServiceBlockingStub client(String token) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return client().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static ModelInferRequest.Builder request(String model, int rows) {
        return ModelInferRequest.newBuilder().setModelName(model)
                .addInputs(InferInputTensor.newBuilder().setName("input").setDatatype("FP32").addShape(rows).addShape(30)
                        .addShape(8).setContents(InferTensorContents.newBuilder()
                                .addAllFp32Contents(Collections.nCopies(rows * 240, 1f))));
    }

    private static Status.Code infer(GRPCInferenceServiceBlockingStub client) {
        return code(client, request("pump-anomaly", 1).build());
    }

    private static Status.Code code(GRPCInferenceServiceBlockingStub client, ModelInferRequest request) {
        try {
            return client.modelInfer(request).getOutputsCount() == 0 ? Status.Code.UNKNOWN : Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    private static Status.Code index(GRPCInferenceServiceBlockingStub client) {
        try {
            return client.repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModelsCount() == 0
                    ? Status.Code.UNKNOWN
                    : Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    @Test
    void tokensOpenInferenceAndControlApartAndTheirFileIsReadAgain() throws Exception {
        Path token = Files.writeString(Scratch.directory("tokens").resolve("inference"), TOKEN + "\n");
        Path operator = Files.writeString(Scratch.directory("tokens").resolve("control"), OPERATOR + "\n");
        try (var broker = new MosquittoBroker();
                var application = application(broker).with("quarkus.http.host", "0.0.0.0")
                        .with("bactrian.inference.token-file", token).with("bactrian.api.token-file", operator).start()) {
            assertThat(client().serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
            assertThat(infer(client())).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(infer(client(OPERATOR))).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(infer(client(TOKEN))).isEqualTo(Status.Code.OK);

            var index = RepositoryIndexRequest.newBuilder().setReady(true).build();
            assertThat(client(OPERATOR).repositoryIndex(index).getModelsList()).extracting("name").contains("pump-fault");
            assertThat(
                    catchThrowableOfType(StatusRuntimeException.class, () -> client(TOKEN).repositoryIndex(index)).getStatus()
                            .getCode())
                    .isEqualTo(Status.Code.UNAUTHENTICATED);
            client(OPERATOR)
                    .repositoryModelUnload(RepositoryModelUnloadRequest.newBuilder().setModelName("pump-fault").build());
            assertThat(client(TOKEN).modelReady(ModelReadyRequest.newBuilder().setName("pump-fault").build()).getReady())
                    .isFalse();
            assertThat(client(OPERATOR)
                    .repositoryModelLoad(RepositoryModelLoadRequest.newBuilder().setRepositoryName("pump-fault").build())
                    .getIsLoaded()).isTrue();

            Files.writeString(token, "another-token-for-inference\n");
            await().atMost(Patience.LONG).until(() -> infer(client("another-token-for-inference")) == Status.Code.OK);
            assertThat(infer(client(TOKEN))).isEqualTo(Status.Code.UNAUTHENTICATED);
            Files.writeString(operator, "another-token-for-control\n");
            await().atMost(Patience.LONG).until(() -> index(client("another-token-for-control")) == Status.Code.OK);
            assertThat(index(client(OPERATOR))).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(Files.readString(application.log())).doesNotContain(TOKEN, OPERATOR, "another-token");
        }
    }

    @Test
    void whereOthersReachItNothingIsOpenWithoutAToken() {
        try (var broker = new MosquittoBroker();
                var application = application(broker).with("quarkus.http.host", "0.0.0.0").start()) {
            assertThat(application.ready()).isTrue();
            assertThat(infer(client())).isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(catchThrowableOfType(StatusRuntimeException.class,
                    () -> client().repositoryIndex(RepositoryIndexRequest.getDefaultInstance())).getStatus())
                    .satisfies(status -> {
                        assertThat(status.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
                        assertThat(status.getDescription()).contains("bactrian.api.token");
                    });
        }
    }

    @Test
    void overTlsAClientShowsTheCertificateThatIsRequiredAndFramingIsStrict() throws Exception {
        Certificates made = new Certificates(Scratch.directory("certificates"));
        try (var broker = new MosquittoBroker();
                var application = application(broker).with("quarkus.http.ssl-port", tlsPort)
                        .with("quarkus.tls.key-store.pem.0.cert", made.file("server.pem"))
                        .with("quarkus.tls.key-store.pem.0.key", made.file("server.key"))
                        .with("quarkus.tls.trust-store.pem.certs", made.file("ca.pem"))
                        .with("bactrian.http.client-certificates", "required").start()) {
            assertThat(application.ready()).isTrue();
            await().atMost(Patience.LONG).until(() -> overTls(trusting(made).keyManager(made.file("client.pem").toFile(),
                    made.file("client.key").toFile())) == Status.Code.OK);
            assertThat(overTls(trusting(made))).isEqualTo(Status.Code.UNAVAILABLE);
        }
        try (var broker = new MosquittoBroker();
                var application = application(broker).with("quarkus.http.ssl-port", tlsPort)
                        .with("quarkus.tls.key-store.pem.0.cert", made.file("server.pem"))
                        .with("quarkus.tls.key-store.pem.0.key", made.file("server.key")).start()) {
            assertThat(application.ready()).isTrue();
            await().atMost(Patience.LONG).until(() -> overTls(trusting(made)) == Status.Code.OK);
            assertThat(overTls(GrpcSslContexts.forClient())).isEqualTo(Status.Code.UNAVAILABLE);
            String two = "POST /v2/models/pump-anomaly/infer HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
            assertThat(firstLineOverTls(two)).startsWith("HTTP/1.1 400");
            assertThat(firstLineOverTls("GET /v2/health/live HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 200");
        }
    }

    private static SslContextBuilder trusting(Certificates made) {
        return GrpcSslContexts.forClient().trustManager(made.file("ca.pem").toFile());
    }

    private Status.Code overTls(SslContextBuilder context) throws Exception {
        ManagedChannel encrypted = NettyChannelBuilder.forAddress("127.0.0.1", tlsPort).sslContext(context.build()).build();
        try {
            return infer(GRPCInferenceServiceGrpc.newBlockingStub(encrypted));
        } finally {
            encrypted.shutdownNow().awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private String firstLineOverTls(String request) throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        try (SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(),
                tlsPort)) {
            socket.setSoTimeout((int) Patience.LONG.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void whoSendsMoreThanItMayIsRefusedAndHealthIsNot() throws Exception {
        try (var broker = new MosquittoBroker();
                var application = application(broker).with("bactrian.http.requests-per-second", "1").start()) {
            await().atMost(Patience.LONG).until(() -> infer(client()) == Status.Code.RESOURCE_EXHAUSTED);
            assertThat(status("GET /v2 HTTP/1.1\r\nHost: x\r\n\r\n")).isIn("HTTP/1.1 429", "HTTP/1.1 200");
            await().atMost(Patience.LONG)
                    .until(() -> status("GET /v2 HTTP/1.1\r\nHost: x\r\n\r\n").equals("HTTP/1.1 429"));
            assertThat(application.ready()).isTrue();
            assertThat(application.metrics().sum("bactrian_http_rate_limited_total")).isPositive();
        }
    }

    private String status(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Patience.LONG.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void bodiesOfManyCallsTogetherHaveABound() throws Exception {
        ModelInferRequest.Builder large = request("pump-anomaly", 1);
        large.getInputsBuilder(0).clearContents();
        large.addRawInputContents(ByteString.copyFrom(new byte[LARGE]));
        try (var broker = new MosquittoBroker(); var application = application(broker).jvm("-Xmx256m").start()) {
            List<ListenableFuture<ModelInferResponse>> calls = Stream
                    .generate(() -> GRPCInferenceServiceGrpc.newFutureStub(channel).modelInfer(large.build()))
                    .limit(MANY_CALLS).toList();
            List<Status.Code> codes = calls.stream().map(GrpcIT::code).toList();
            assertThat(codes).as("an eighth of 256 MB for %d calls of %d bytes", MANY_CALLS, LARGE)
                    .contains(Status.Code.RESOURCE_EXHAUSTED)
                    .isSubsetOf(Status.Code.RESOURCE_EXHAUSTED, Status.Code.INVALID_ARGUMENT, NOT_WHOLE_IN_TIME);
            await().atMost(Patience.LONG).until(() -> infer(client()) == Status.Code.OK);
            assertThat(Files.readString(application.log())).doesNotContain("OutOfMemory");
        }
    }

    private static Status.Code code(ListenableFuture<ModelInferResponse> call) {
        try {
            call.get();
            return Status.Code.OK;
        } catch (ExecutionException e) {
            return Status.fromThrowable(e).getCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Status.Code.CANCELLED;
        }
    }

    @Test
    @Tag("slow")
    void aHundredThousandBadRequestsLeaveMemoryAsItWas() throws Exception {
        try (var broker = new MosquittoBroker(); var application = touched(application(broker)).start()) {
            bad(WARM_UP);
            long before = residentKilobytes(application);
            bad(BAD_REQUESTS);
            long after = residentKilobytes(application);

            System.out.printf("Resident memory: %d kB after %d bad calls, %d kB after %d more%n", before, WARM_UP, after,
                    BAD_REQUESTS);
            assertThat(after - before).isLessThan(40_000);
            assertThat(infer(client())).isEqualTo(Status.Code.OK);
            assertThat(Files.readString(application.log())).doesNotContain(" ERROR ");
        }
    }

    /** With the whole heap resident from the start, so that what grows later is not the heap. */
    private static Application touched(Application application) {
        return application.jvm("-Xmx256m").jvm("-Xms256m").jvm("-XX:+AlwaysPreTouch");
    }

    /** So many, fifty at a time; every kind in turn. */
    private void bad(int count) {
        ModelInferRequest.Builder otherShape = request("pump-anomaly", 1);
        otherShape.getInputsBuilder(0).clearShape().addShape(1).addShape(8).addShape(30);
        ModelInferRequest.Builder overflow = request("pump-anomaly", 1);
        overflow.getInputsBuilder(0).clearShape().addShape(1L << 32).addShape(1L << 32).addShape(8);
        ModelInferRequest.Builder otherType = request("pump-anomaly", 1);
        otherType.getInputsBuilder(0).setDatatype("FP64");
        ModelInferRequest.Builder shorter = request("pump-anomaly", 1);
        shorter.getInputsBuilder(0).clearContents();
        shorter.addRawInputContents(ByteString.copyFrom(new byte[100]));
        ModelInferRequest.Builder output = request("pump-anomaly", 1);
        output.addOutputsBuilder().setName("z");
        List<ModelInferRequest> kinds = List.of(otherShape.build(), overflow.build(), otherType.build(), shorter.build(),
                output.build(), ModelInferRequest.newBuilder().setModelName("pump-anomaly").build(),
                request("nobody", 1).build());
        for (int sent = 0; sent < count; sent += AT_ONCE) {
            List<ListenableFuture<ModelInferResponse>> calls = IntStream.range(sent, sent + AT_ONCE)
                    .mapToObj(i -> GRPCInferenceServiceGrpc.newFutureStub(channel).modelInfer(kinds.get(i % kinds.size())))
                    .toList();
            assertThat(calls.stream().map(GrpcIT::code)).isSubsetOf(Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND);
        }
    }

    private static long residentKilobytes(Application application) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + application.process().pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst().orElseThrow();
    }
}
