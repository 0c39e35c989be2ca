package io.bactrian.ops;

import java.time.Clock;
import java.util.Map;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.bactrian.cloud.Collection;
import io.bactrian.cloud.data.DataSettings;
import io.bactrian.cloud.data.DataStats;
import io.bactrian.cloud.data.Kind;
import io.bactrian.cloud.data.StoredDataSet;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.lookup.LookupIfProperty;

/** Makes the cloud's data set, its health and its meters; nothing of it is made at the edge. */
@Singleton
final class DataProducers {
    @Produces
    @Singleton
    StoredDataSet data(Settings settings, Folders folders, MeterRegistry registry) {
        CloudConfiguration cloud = settings.configuration().cloud();
        DataConfiguration keys = cloud.data();
        StoredDataSet data = folders.open(Folders.CLOUD, cloud.dir().resolve("data"),
                dir -> new StoredDataSet(
                        new DataSettings(dir, keys.maxAge(), keys.maxBytes().asLongValue(), keys.minFree().asLongValue(),
                                keys.maxModels(), keys.maxLabels(), DataSettings.trust(keys.trust().orElse(""))),
                        Clock.systemUTC()));
        measure(data.stats(), registry);
        return data;
    }

    private static void measure(DataStats stats, MeterRegistry registry) {
        for (Kind kind : Kind.values()) {
            FunctionCounter.builder("bactrian.data.records", stats, all -> all.added(kind)).tag("kind", kind.text())
                    .description("Records of Kafka that are in the data set, and labels").register(registry);
        }
        FunctionCounter.builder("bactrian.data.repeats", stats, DataStats::repeats)
                .description("Records that were in the data set already").register(registry);
        FunctionCounter.builder("bactrian.data.deleted", stats, DataStats::deleted)
                .description("Records that retention has deleted").register(registry);
        Gauge.builder("bactrian.data.disk.bytes", stats, DataStats::bytes)
                .description("What the data set takes on the disk").register(registry);
    }

    void stop(@Disposes StoredDataSet data) {
        data.close();
    }

    @Produces
    @Singleton
    Collection collection(StoredDataSet data) {
        return new Collection(data);
    }

    /** Records that cannot be read are said, and stop no others. */
    @Produces
    @Readiness
    @Singleton
    @LookupIfProperty(name = Settings.ROLE, stringValue = "cloud")
    HealthCheck collecting(StoredDataSet data, Collection collection) {
        return () -> {
            Map<String, String> problems = collection.problems();
            String problem = data.problem();
            HealthCheckResponseBuilder response = HealthCheckResponse.named("data")
                    .status(problem == null && problems.isEmpty()).withData("bytes", data.stats().bytes());
            Health.with(response, "problem", problem);
            problems.forEach(response::withData);
            long rejected = data.stats().added(Kind.REJECTED);
            Health.with(response, "rejected", rejected == 0
                    ? null
                    : rejected + " records since the start could not be read; why is in data/_rejected of bactrian.cloud.dir");
            return response.build();
        };
    }
}
