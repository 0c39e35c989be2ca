package io.bactrian.grpc;

import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.CamelContext;

import io.bactrian.grpc.proto.AnomalyDetectionServiceGrpc.AnomalyDetectionServiceImplBase;
import io.bactrian.grpc.proto.AnomalyResponse;
import io.bactrian.grpc.proto.DevicePropertyData;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.GrpcService;
import io.quarkus.grpc.RegisterInterceptor;

/** KubeEdge's service for mappers: each message of a stream goes the route {@code direct:detect-property}. */
@GrpcService
@RegisterInterceptor(CallContext.Interceptor.class)
class DetectorService extends AnomalyDetectionServiceImplBase {
    private static final Status OFF = Status.FAILED_PRECONDITION
            .withDescription("the detector is off; set bactrian.detector.enabled=true to turn it on");

    private final CamelContext camel;
    private final Calls calls;
    private final DetectorSettings settings;
    private final AtomicInteger open = new AtomicInteger();

    DetectorService(CamelContext camel, Calls calls, DetectorSettings settings, MeterRegistry registry) {
        this.camel = camel;
        this.calls = calls;
        this.settings = settings;
        Gauge.builder("bactrian.detector.streams", open, AtomicInteger::get).description("Streams of mappers that are open")
                .register(registry);
    }

    @Override
    public StreamObserver<DevicePropertyData> streamDetect(StreamObserver<AnomalyResponse> client) {
        DetectorCalls own = new DetectorCalls(camel, calls);
        if (!settings.enabled()) {
            return refuse(own, client, OFF);
        }
        if (open.incrementAndGet() > settings.streams()) {
            open.decrementAndGet();
            return refuse(own, client, Status.RESOURCE_EXHAUSTED.withDescription("more than " + settings.streams()
                    + " streams are open; send the properties of a mapper on one, or raise bactrian.detector.streams"));
        }
        return new DetectorStream(settings, (ServerCallStreamObserver<AnomalyResponse>) client, own, CallContext.current(),
                open::decrementAndGet);
    }

    int open() {
        return open.get();
    }

    /** A call can be closed only when its listener is known. */
    private static StreamObserver<DevicePropertyData> refuse(DetectorCalls own, StreamObserver<AnomalyResponse> client,
            Status why) {
        own.onLoop(() -> client.onError(why.asRuntimeException()));
        return new Nothing();
    }

    /** What comes is passed over. */
    private static final class Nothing implements StreamObserver<DevicePropertyData> {
        @Override
        public void onNext(DevicePropertyData data) {
            // the stream was refused
        }

        @Override
        public void onError(Throwable cause) {
            // the stream was refused
        }

        @Override
        public void onCompleted() {
            // the stream was refused
        }
    }
}
