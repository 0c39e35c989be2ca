package io.bactrian.ops;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.bactrian.cloud.data.DataSet;
import io.bactrian.cloud.deploy.Deployments;
import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.training.CollectedSamples;
import io.bactrian.cloud.training.Outcome;
import io.bactrian.cloud.training.PoolVersions;
import io.bactrian.cloud.training.Training;
import io.bactrian.cloud.training.TrainingListener;
import io.bactrian.cloud.training.TrainingRecord;
import io.bactrian.cloud.training.plan.PlanFile;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.lookup.LookupIfProperty;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Makes what trains models, its health and its meters; nothing of it is made at the edge. */
@Singleton
final class TrainingProducers {
    @Produces
    @Singleton
    Training training(Settings settings, Folders folders, DataSet data, Pool pool, Deployments deployments,
            MeterRegistry registry) {
        CloudConfiguration cloud = settings.configuration().cloud();
        long maxBytes = settings.configuration().models().maxBytes().asLongValue();
        PlanFile plans = plans(cloud);
        Training training = folders.open(Folders.CLOUD, cloud.dir().resolve("training"),
                dir -> new Training(plans, new CollectedSamples(data),
                        new PoolVersions(pool, new TrainingAnnouncer(pool, deployments), maxBytes), dir, maxBytes,
                        meters(registry), Clock.systemUTC()));
        Gauge.builder("bactrian.training.running", training, one -> one.running() == null ? 0 : 1)
                .description("Whether a model is trained now").register(registry);
        return training;
    }

    private static PlanFile plans(CloudConfiguration cloud) {
        try {
            return new PlanFile(cloud.training().file().map(Path::toAbsolutePath).orElse(null));
        } catch (IOException e) {
            throw new ConfigurationException("bactrian.cloud.training.file: " + e.getMessage());
        }
    }

    /** A training is rare: its meters are looked up each time. Outcomes are counted from 0, so that a first one is seen. */
    private static TrainingListener meters(MeterRegistry registry) {
        return new TrainingListener() {
            @Override
            public void began(String model, String by) {
                registry.counter("bactrian.training.begun", "model", model).increment();
                for (Outcome outcome : Outcome.values()) {
                    outcomes(model, outcome);
                }
            }

            @Override
            public void ended(String model, TrainingRecord ended, Duration took) {
                outcomes(model, ended.outcome()).increment();
                registry.timer("bactrian.training.time", "model", model).record(took);
            }

            private Counter outcomes(String model, Outcome outcome) {
                return registry.counter("bactrian.training.ended", "model", model, "outcome",
                        outcome.name().toLowerCase(Locale.ROOT));
            }
        };
    }

    void stop(@Disposes Training training) {
        training.close();
    }

    /** An edit of the file that cannot be used is said; the file before it stays in use. */
    @Produces
    @Readiness
    @Singleton
    @LookupIfProperty(name = Settings.ROLE, stringValue = "cloud")
    HealthCheck health(Training training) {
        return () -> {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("training").up();
            Health.with(response, "running", training.running());
            Health.with(response, "problem", training.problem());
            return response.build();
        };
    }
}
