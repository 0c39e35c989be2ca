package io.bactrian.infer.batch;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

import io.bactrian.model.Manifest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** The metrics {@code bactrian_infer_…}. Those of a version are removed when the last one loaded under its number is closed. Any thread. */
final class InferMeters {
    private final MeterRegistry registry;
    private final Map<String, Shared> versions = new HashMap<>();

    InferMeters(MeterRegistry registry, IntSupplier inMemory) {
        this.registry = registry;
        Gauge.builder("bactrian.infer.versions", inMemory::getAsInt).description("Versions in memory").strongReference(true)
                .register(registry);
    }

    OfModel model(String name, IntSupplier waiting) {
        Gauge.builder("bactrian.infer.waiting", waiting::getAsInt).description("Messages waiting for the model")
                .tag("model", name).strongReference(true).register(registry);
        return new OfModel(counter("bactrian.infer.errors", "Messages that a version could not process", name),
                counter("bactrian.infer.not.finite", "Outputs that were no finite numbers", name),
                counter("bactrian.infer.fallback", "Messages answered by another version than the one they were for", name));
    }

    synchronized OfVersion opened(Manifest manifest) {
        return versions.merge(key(manifest), new Shared(version(manifest), 1),
                (known, same) -> new Shared(known.meters(), known.users() + 1)).meters();
    }

    synchronized void closed(Manifest manifest) {
        versions.computeIfPresent(key(manifest), (key, known) -> {
            if (known.users() > 1) {
                return new Shared(known.meters(), known.users() - 1);
            }
            registry.remove(known.meters().runs());
            registry.remove(known.meters().sizes());
            return null;
        });
    }

    private OfVersion version(Manifest manifest) {
        String[] tags = {"model", manifest.name(), "version", manifest.version()};
        return new OfVersion(
                Timer.builder("bactrian.infer.run").description("One run of the model over a batch").tags(tags)
                        .register(registry),
                DistributionSummary.builder("bactrian.infer.batch.size").description("Messages in one run of the model")
                        .tags(tags).register(registry));
    }

    private Counter counter(String name, String description, String model) {
        return Counter.builder(name).description(description).tag("model", model).register(registry);
    }

    private static String key(Manifest manifest) {
        return manifest.name() + "/" + manifest.version();
    }

    private record Shared(OfVersion meters, int users) {
    }

    /** Counts what happens to a model's messages, whichever version answers them. */
    record OfModel(Counter errors, Counter notFinite, Counter fallbacks) {
    }

    /** Measures a version's runs. */
    record OfVersion(Timer runs, DistributionSummary sizes) {
        void ran(int messages, long nanos) {
            runs.record(nanos, TimeUnit.NANOSECONDS);
            sizes.record(messages);
        }
    }
}
