package io.bactrian.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What is counted of requests for inference; the names are in docs/operations.md. Any thread. */
@Singleton
public final class InferenceMeters {
    private final MeterRegistry registry;
    private final Timer answered;
    private final Map<String, Counter> failed = new ConcurrentHashMap<>();

    InferenceMeters(MeterRegistry registry) {
        this.registry = registry;
        answered = Timer.builder("bactrian.inference")
                .description("Requests over HTTP and gRPC that were answered, from their body to the response")
                .register(registry);
    }

    /** One more, so many nanoseconds after its body was there. */
    public void answered(long nanos) {
        answered.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** @param status of few: HTTP's number, or gRPC's name */
    public void failed(String status) {
        failed.computeIfAbsent(status, code -> Counter.builder("bactrian.inference.failed")
                .description("Requests over HTTP and gRPC that ended in an error, by status").tag("status", code)
                .register(registry)).increment();
    }
}
