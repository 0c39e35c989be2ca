package io.bactrian.infer;

import java.util.concurrent.TimeUnit;

import io.bactrian.model.Manifest;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What a model's runs are measured by: {@code bactrian_infer_run_seconds}, {@code bactrian_infer_batch_size}. */
final class InferMeters {
    private final Timer runs;
    private final DistributionSummary sizes;

    InferMeters(MeterRegistry registry, Manifest manifest) {
        runs = Timer.builder("bactrian.infer.run").description("One run of the model over a batch")
                .tags("model", manifest.name(), "version", manifest.version()).register(registry);
        sizes = DistributionSummary.builder("bactrian.infer.batch.size").description("Messages in one run of the model")
                .tags("model", manifest.name(), "version", manifest.version()).register(registry);
    }

    void ran(int size, long nanos) {
        runs.record(nanos, TimeUnit.NANOSECONDS);
        sizes.record(size);
    }
}
