package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.grpc.proto.AnomalyDetectionServiceGrpc;
import io.bactrian.grpc.proto.AnomalyResponse;
import io.bactrian.grpc.proto.DevicePropertyData;
import io.bactrian.kit.Patience;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;

/** A mapper's stream: what it sends, and what comes back. One thread sends. */
final class DetectorMapper implements ClientResponseObserver<DevicePropertyData, AnomalyResponse> {
    private static final ObjectMapper JSON = new ObjectMapper();

    final BlockingQueue<AnomalyResponse> responses = new LinkedBlockingQueue<>();
    final BlockingQueue<Status> ends = new LinkedBlockingQueue<>();
    ClientCallStreamObserver<DevicePropertyData> stream;

    static DevicePropertyData property(String device, String name, String value) {
        return DevicePropertyData.newBuilder().setNamespace("default").setDeviceName(device).setPropertyName(name)
                .setPropertyValue(value).setTimestamp(Instant.now().toString()).build();
    }

    static JsonNode json(AnomalyResponse response) throws Exception {
        return JSON.readTree(response.getMessage());
    }

    static DetectorMapper open(ManagedChannel channel) {
        DetectorMapper mapper = new DetectorMapper();
        AnomalyDetectionServiceGrpc.newStub(channel).streamDetect(mapper);
        return mapper;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<DevicePropertyData> call) {
        stream = call;
    }

    @Override
    public void onNext(AnomalyResponse response) {
        responses.add(response);
    }

    @Override
    public void onError(Throwable cause) {
        ends.add(Status.fromThrowable(cause));
    }

    @Override
    public void onCompleted() {
        ends.add(Status.OK);
    }

    void send(String device, String name, String value) {
        stream.onNext(property(device, name, value));
    }

    AnomalyResponse next() throws InterruptedException {
        AnomalyResponse next = responses.poll(100, TimeUnit.MILLISECONDS);
        for (int i = 0; next == null && ends.isEmpty() && i < Patience.LONG.toSeconds() * 10; i++) {
            next = responses.poll(100, TimeUnit.MILLISECONDS);
        }
        next = next == null ? responses.poll() : next;
        assertThat(next).as("a response; the stream ended with " + ends.peek()).isNotNull();
        return next;
    }

    Status end() throws InterruptedException {
        return ends.poll(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
    }
}
