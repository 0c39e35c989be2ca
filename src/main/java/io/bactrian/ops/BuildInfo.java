package io.bactrian.ops;

import java.util.Locale;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;

/** Says in the metrics which version runs in which role. */
@Singleton
final class BuildInfo {
    void starting(@Observes StartupEvent event, MeterRegistry registry, Settings settings,
            @ConfigProperty(name = "quarkus.application.version", defaultValue = "unknown") String version) {
        Gauge.builder("bactrian.info", () -> 1).tag("version", version)
                .tag("role", settings.configuration().role().name().toLowerCase(Locale.ROOT))
                .description("1; its labels say what runs").register(registry);
    }
}
