package io.bactrian.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What is counted of requests for inference over HTTP; the names are in docs/operations.md. Any thread. */
@Singleton
final class InferenceMeters {
    private final MeterRegistry registry;
    private final Timer answered;
    private final Map<Integer, Counter> failed = new ConcurrentHashMap<>();

    InferenceMeters(MeterRegistry registry) {
        this.registry = registry;
        answered = Timer.builder("bactrian.inference")
                .description("Requests over HTTP that were answered, from their body to the response")
                .register(registry);
    }

    void answered(long nanos) {
        answered.record(nanos, TimeUnit.NANOSECONDS);
    }

    void failed(int status) {
        failed.computeIfAbsent(status, code -> Counter.builder("bactrian.inference.failed")
                .description("Requests over HTTP that ended in an error, by status").tag("status", Integer.toString(code))
                .register(registry)).increment();
    }
}
