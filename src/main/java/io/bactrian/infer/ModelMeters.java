package io.bactrian.infer;

import java.util.function.IntSupplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What a model's answers are measured by, whichever version gives them: {@code bactrian_infer_errors_total} and its like. */
final class ModelMeters {
    private final Counter errors;
    private final Counter notFinite;
    private final Counter fallback;

    ModelMeters(MeterRegistry registry, String model, IntSupplier waiting) {
        Gauge.builder("bactrian.infer.waiting", waiting::getAsInt).description("Messages waiting for the model")
                .tag("model", model).strongReference(true).register(registry);
        errors = Counter.builder("bactrian.infer.errors").description("Messages that a version could not process")
                .tag("model", model).register(registry);
        notFinite = Counter.builder("bactrian.infer.not.finite").description("Outputs that were no finite numbers")
                .tag("model", model).register(registry);
        fallback = Counter.builder("bactrian.infer.fallback")
                .description("Messages answered by another version than the one they were for").tag("model", model)
                .register(registry);
    }

    void failed() {
        errors.increment();
    }

    void notFinite() {
        notFinite.increment();
    }

    void fellBack() {
        fallback.increment();
    }
}
