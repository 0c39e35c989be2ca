package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.bactrian.grpc.proto.AnomalyDetectionServiceGrpc;
import io.bactrian.grpc.proto.AnomalyResponse;
import io.bactrian.grpc.proto.DevicePropertyData;
import io.bactrian.kit.Application;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;
import io.bactrian.kit.Scratch;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;

/** A mapper's stream at the packaged application. */
class DetectorIT {
    private static final List<String> CHANNELS = List.of("Accelerometer1RMS", "Accelerometer2RMS", "Current", "Pressure",
            "Temperature", "Thermocouple", "Voltage", "Volume Flow RateRMS");

    @Test
    void aRowThatAMapperStreamsPropertyByPropertyIsAnswered() throws Exception {
        int port = Ports.free();
        Path devices = Files.writeString(Scratch.directory("detector").resolve("devices.yaml"),
                "default: {model: pump-anomaly, assemble: {within: 60s}}\n");
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try (var broker = new MosquittoBroker()) {
            broker.start();
            try (var application = new Application(Scratch.directory("detector"), port)
                    .with("bactrian.mqtt.url", broker.url()).with("kafka.bootstrap.servers", "127.0.0.1:1")
                    .with("bactrian.devices.file", devices).with("bactrian.detector.enabled", "true").start()) {
                assertThat(application.ready()).isTrue();
                BlockingQueue<String> responses = new LinkedBlockingQueue<>();
                StreamObserver<DevicePropertyData> mapper = AnomalyDetectionServiceGrpc.newStub(channel)
                        .streamDetect(new Responses(responses));
                for (String channelName : CHANNELS) {
                    mapper.onNext(DevicePropertyData.newBuilder().setNamespace("default").setDeviceName("pump-1")
                            .setPropertyName(channelName).setPropertyValue("1").build());
                    String response = responses.poll(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
                    boolean last = channelName.equals(CHANNELS.get(CHANNELS.size() - 1));
                    assertThat(response).startsWith("ok ")
                            .contains(last ? "\"state\":\"warming\",\"have\":1" : "\"state\":\"incomplete\"");
                }
            }
        } finally {
            channel.shutdownNow().awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private record Responses(BlockingQueue<String> all) implements StreamObserver<AnomalyResponse> {
        @Override
        public void onNext(AnomalyResponse response) {
            all.add(response.getStatus() + " " + response.getMessage());
        }

        @Override
        public void onError(Throwable cause) {
            all.add("the stream ended: " + cause);
        }

        @Override
        public void onCompleted() {
            all.add("the stream ended");
        }
    }
}
