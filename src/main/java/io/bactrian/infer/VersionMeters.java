package io.bactrian.infer;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What a version's answers are measured by: {@code bactrian_infer_run_seconds}, {@code bactrian_infer_batch_size}. */
final class VersionMeters {
    private final Timer runs;
    private final DistributionSummary sizes;

    VersionMeters(MeterRegistry registry, String model, String version) {
        runs = Timer.builder("bactrian.infer.run").description("One run of the model over a batch")
                .tags("model", model, "version", version).register(registry);
        sizes = DistributionSummary.builder("bactrian.infer.batch.size").description("Messages in one run of the model")
                .tags("model", model, "version", version).register(registry);
    }

    void ran(int size, long nanos) {
        runs.record(nanos, TimeUnit.NANOSECONDS);
        sizes.record(size);
    }

    void remove(MeterRegistry registry) {
        registry.remove(runs);
        registry.remove(sizes);
    }
}
