package io.bactrian.ops;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.apache.camel.quarkus.main.events.AfterStart;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.bactrian.cloud.data.DataSet;
import io.bactrian.cloud.deploy.Deployments;
import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.training.CollectedSamples;
import io.bactrian.cloud.training.PoolVersions;
import io.bactrian.cloud.training.Training;
import io.bactrian.cloud.training.TrainingListener;
import io.bactrian.cloud.training.TrainingRecord;
import io.bactrian.cloud.training.plan.PlanFile;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.lookup.LookupIfProperty;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Makes what trains models, its health and its meters; nothing of it is made at the edge. */
@Singleton
final class TrainingProducers {
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(5);

    /** Asks for the folders, so that they are this process's own. */
    @Produces
    @Singleton
    Training training(Settings settings, Folders folders, Instance<DataSet> data, Instance<Pool> pool,
            Instance<Deployments> deployments, MeterRegistry registry) {
        CloudConfiguration cloud = settings.configuration().cloud();
        long maxBytes = settings.configuration().models().maxBytes().asLongValue();
        try {
            Training training = new Training(plans(cloud), new CollectedSamples(data.get()),
                    new PoolVersions(pool.get(), new TrainingAnnouncer(pool.get(), deployments.get()), maxBytes),
                    cloud.dir().resolve("training"), maxBytes, meters(registry), Clock.systemUTC());
            Gauge.builder("bactrian.training.running", training, one -> one.running() == null ? 0 : 1)
                    .description("Whether a model is trained now").register(registry);
            return training;
        } catch (IOException e) {
            throw new ConfigurationException("bactrian.cloud.dir: " + cloud.dir().toAbsolutePath()
                    + " cannot be used: " + e.getMessage()
                    + "; make it readable and writable for this user, or set another folder");
        }
    }

    private static PlanFile plans(CloudConfiguration cloud) {
        try {
            return new PlanFile(cloud.training().file().map(Path::toAbsolutePath).orElse(null));
        } catch (IOException e) {
            throw new ConfigurationException("bactrian.cloud.training.file: " + e.getMessage());
        }
    }

    /** A training is rare: its meters are looked up each time. */
    private static TrainingListener meters(MeterRegistry registry) {
        return new TrainingListener() {
            @Override
            public void began(String model, String by) {
                registry.counter("bactrian.training.begun", "model", model).increment();
            }

            @Override
            public void ended(String model, TrainingRecord ended, Duration took) {
                registry.counter("bactrian.training.ended", "model", model, "outcome",
                        ended.outcome().name().toLowerCase(Locale.ROOT)).increment();
                registry.timer("bactrian.training.time", "model", model).record(took);
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

    void started(@Observes AfterStart event, Settings settings, Instance<Training> made, PeriodicTasks tasks) {
        if (settings.configuration().role() == Role.CLOUD) {
            Training training = made.get();
            tasks.start("training", settings.configuration().cloud().training().interval(), LONGEST_LOOK, training::step);
        }
    }
}
