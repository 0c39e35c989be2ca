package io.bactrian.infer;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;

import io.bactrian.model.Manifest;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The room's meters. A version's go when the last that was loaded under its number is closed. Any thread. */
final class InferMeters {
    private final MeterRegistry registry;
    private final Map<String, Shared> versions = new HashMap<>();

    InferMeters(MeterRegistry registry, IntSupplier inMemory) {
        this.registry = registry;
        Gauge.builder("bactrian.infer.versions", inMemory::getAsInt).description("Versions in memory").strongReference(true)
                .register(registry);
    }

    ModelMeters model(String name, IntSupplier waiting) {
        return new ModelMeters(registry, name, waiting);
    }

    synchronized VersionMeters opened(Manifest manifest) {
        Shared shared = versions.compute(key(manifest), (key, known) -> known == null
                ? new Shared(new VersionMeters(registry, manifest.name(), manifest.version()), 1)
                : new Shared(known.meters(), known.users() + 1));
        return shared.meters();
    }

    synchronized void closed(Manifest manifest) {
        versions.computeIfPresent(key(manifest), (key, known) -> {
            if (known.users() > 1) {
                return new Shared(known.meters(), known.users() - 1);
            }
            known.meters().remove(registry);
            return null;
        });
    }

    private static String key(Manifest manifest) {
        return manifest.name() + "/" + manifest.version();
    }

    private record Shared(VersionMeters meters, int users) {
    }
}
