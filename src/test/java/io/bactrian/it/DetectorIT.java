package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.bactrian.grpc.proto.AnomalyDetectionServiceGrpc;
import io.bactrian.grpc.proto.AnomalyResponse;
import io.bactrian.grpc.proto.DevicePropertyData;
import io.bactrian.kit.Application;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;
import io.bactrian.kit.RawHttp2;
import io.bactrian.kit.Scratch;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;

/** Mappers' streams at the packaged application. */
class DetectorIT {
    private static final List<String> CHANNELS = List.of("Accelerometer1RMS", "Accelerometer2RMS", "Current", "Pressure",
            "Temperature", "Thermocouple", "Voltage", "Volume Flow RateRMS");
    private static final String STREAM_DETECT = "/" + AnomalyDetectionServiceGrpc.getStreamDetectMethod().getFullMethodName();
    private static final int CANCEL = 8;
    private static final int USUAL_WINDOW = 65535;

    private final int port = Ports.free();
    private final ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    private final MosquittoBroker broker = new MosquittoBroker();

    @BeforeEach
    void start() {
        broker.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(1, TimeUnit.MINUTES);
        broker.close();
    }

    private Application application() throws IOException {
        Path devices = Files.writeString(Scratch.directory("detector").resolve("devices.yaml"),
                "default: {model: pump-anomaly, assemble: {within: 60s}}\n");
        return new Application(Scratch.directory("detector"), port).with("bactrian.mqtt.url", broker.url())
                .with("kafka.bootstrap.servers", "127.0.0.1:1").with("bactrian.devices.file", devices)
                .with("bactrian.detector.enabled", "true");
    }

    private static DevicePropertyData property(String channel) {
        return DevicePropertyData.newBuilder().setNamespace("default").setDeviceName("pump-1").setPropertyName(channel)
                .setPropertyValue("1").build();
    }

    /** A mapper's stream: what it sends, and what comes back. */
    private static final class Mapper implements StreamObserver<AnomalyResponse> {
        private final BlockingQueue<String> responses = new LinkedBlockingQueue<>();
        private final BlockingQueue<Status> ends = new LinkedBlockingQueue<>();
        private final StreamObserver<DevicePropertyData> stream;

        Mapper(ManagedChannel channel) {
            stream = AnomalyDetectionServiceGrpc.newStub(channel).streamDetect(this);
        }

        /** What is responded to a property. */
        String send(String property) throws InterruptedException {
            stream.onNext(property(property));
            String response = responses.poll(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(response).as("a response; the stream ended with " + ends.peek()).isNotNull();
            return response;
        }

        Status end() throws InterruptedException {
            return ends.poll(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public void onNext(AnomalyResponse response) {
            responses.add(response.getStatus() + " " + response.getMessage());
        }

        @Override
        public void onError(Throwable cause) {
            ends.add(Status.fromThrowable(cause));
        }

        @Override
        public void onCompleted() {
            ends.add(Status.OK);
        }
    }

    @Test
    void aRowThatAMapperStreamsPropertyByPropertyIsAnswered() throws Exception {
        try (var application = application().start()) {
            assertThat(application.ready()).isTrue();
            Mapper mapper = new Mapper(channel);
            for (String property : CHANNELS) {
                boolean last = property.equals(CHANNELS.get(CHANNELS.size() - 1));
                assertThat(mapper.send(property)).startsWith("ok ")
                        .contains(last ? "\"state\":\"warming\",\"have\":1" : "\"state\":\"incomplete\"");
            }
        }
    }

    @Test
    void aStreamOutlastsTheTimeOfARequestAndNoOtherRequestDoes() throws Exception {
        try (var application = application().with("bactrian.http.request-timeout", "1s")
                .with("bactrian.detector.streams", "2").start()) {
            Mapper mapper = new Mapper(channel);
            Mapper calm = new Mapper(channel);
            assertThat(mapper.send("Current")).startsWith("ok");
            assertThat(calm.send("Pressure")).startsWith("ok");
            for (int i = 0; i < 3; i++) {
                assertThat(endOfAnUnfinishedCall("/inference.GRPCInferenceService/ModelInfer")).isEqualTo(CANCEL);
                assertThat(responseToAnUnfinishedRequest()).isEmpty();
                assertThat(mapper.send("Current")).startsWith("ok");
                assertThat(new Mapper(channel).end().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                assertThat(application.metrics().sum("bactrian_detector_streams")).isEqualTo(2);
            }
            assertThat(endOfAnUnfinishedCall(STREAM_DETECT)).as("one that is refused").isEqualTo(CANCEL);
            assertThat(calm.send("Voltage")).startsWith("ok");
            calm.stream.onCompleted();
            assertThat(calm.end()).isEqualTo(Status.OK);
            assertThat(endOfAnUnfinishedCall(STREAM_DETECT)).as("one without a message").isEqualTo(CANCEL);
        }
    }

    /** The code of its RST_STREAM. */
    private int endOfAnUnfinishedCall(String path) throws IOException {
        try (var connection = new RawHttp2(port, USUAL_WINDOW)) {
            connection.call(1, path);
            return connection.next(RawHttp2.RESET).code();
        }
    }

    private byte[] responseToAnUnfinishedRequest() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Patience.LONG.toMillis());
            socket.getOutputStream()
                    .write("POST /v2/models/pump-anomaly/infer HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"
                            .getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void aStreamGoesWithAPeerThatAnswersNoPing() throws Exception {
        try (var application = application().with("bactrian.http.request-timeout", "1s").start();
                var dead = new RawHttp2(port, USUAL_WINDOW)) {
            dead.call(1, STREAM_DETECT);
            dead.message(1, property("Current").toByteArray());
            assertThat(dead.next(RawHttp2.DATA)).isNotNull();
            assertThat(application.metrics().sum("bactrian_detector_streams")).isEqualTo(1);

            assertThat(dead.next(RawHttp2.PING)).isNotNull();
            assertThat(dead.next(RawHttp2.PING)).isNotNull();
            assertThat(dead.next(RawHttp2.PING)).as("the end of the connection").isNull();
            await().atMost(Patience.LONG).until(() -> application.metrics().sum("bactrian_detector_streams") == 0);
        }
    }

    @Test
    void aStreamWhoseResponsesNobodyReadsEndsThoughItsPeerAnswersPings() throws Exception {
        try (var application = application().with("bactrian.http.request-timeout", "1s")
                .with("bactrian.detector.idle", "500ms").start();
                var deaf = new RawHttp2(port, 5)) {
            deaf.call(1, STREAM_DETECT);
            deaf.message(1, property("Current").toByteArray());
            RawHttp2.Frame next = deaf.next();
            int pings = 0;
            while (next != null && next.type() != RawHttp2.RESET) {
                if (next.type() == RawHttp2.PING) {
                    assertThat(pings++).as("seconds that the stream is open").isLessThan(60);
                    deaf.answer(next);
                }
                next = deaf.next();
            }
            assertThat(next).isNotNull();
            assertThat(next.stream()).isEqualTo(1);
            assertThat(application.metrics().sum("bactrian_detector_streams")).isZero();
        }
    }
}
