package io.bactrian.ops;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.bactrian.cloud.AnnouncementPublisher;
import io.bactrian.cloud.ReportCounts;
import io.bactrian.cloud.deploy.DeploymentState;
import io.bactrian.cloud.deploy.Deployments;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.lookup.LookupIfProperty;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Makes what announces versions to edges, its health and its meters; nothing of it is made at the edge. */
@Singleton
final class DeploymentProducers {
    /** A step may wait for Kafka for a while. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    @Produces
    @Singleton
    Deployments deployments(Settings settings, CamelContext context, @ConfigProperty(name = "quarkus.http.port") int port) {
        CloudConfiguration cloud = settings.configuration().cloud();
        try {
            return new Deployments(cloud.dir().resolve("deployments"),
                    new Deployments.Settings(DeploymentKeys.pool(settings.configuration(), port),
                            cloud.deployment().maxFailures(), cloud.deployment().repeat()),
                    new AnnouncementPublisher(context.createProducerTemplate()), System::nanoTime, Clock.systemUTC());
        } catch (IOException e) {
            throw new ConfigurationException("bactrian.cloud.dir: " + cloud.dir().toAbsolutePath() + " cannot be used: " + e
                    + "; make it readable and writable for this user, or set another folder");
        }
    }

    /** What is not announced yet is said; it is tried again, and what is announced goes on. */
    @Produces
    @Readiness
    @Singleton
    @LookupIfProperty(name = Settings.ROLE, stringValue = "cloud")
    HealthCheck health(Deployments deployments, ReportCounts reports) {
        return () -> {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("deployments").up()
                    .withData("deployments", deployments.list().size()).withData("nodes", deployments.nodes().size());
            deployments.problems().forEach(response::withData);
            Health.with(response, "reports", reports.problem());
            return response.build();
        };
    }

    void started(@Observes AfterStart event, Settings settings, Instance<Deployments> made, ReportCounts reports,
            PeriodicTasks tasks, MeterRegistry registry) {
        if (settings.configuration().role() != Role.CLOUD) {
            return;
        }
        Deployments deployments = made.get();
        tasks.start("deployments", Lifecycle.EVERY, LONGEST, deployments::step);
        for (DeploymentState state : DeploymentState.values()) {
            Gauge.builder("bactrian.deployments", deployments,
                    all -> all.list().stream().filter(one -> one.state() == state).count())
                    .tag("state", state.name().toLowerCase(Locale.ROOT)).description("Deployments by state").register(registry);
        }
        Gauge.builder("bactrian.deployment.nodes", deployments, all -> all.nodes().size())
                .description("Nodes that have been heard of").register(registry);
        FunctionCounter.builder("bactrian.deployment.reports", reports, ReportCounts::taken)
                .description("Reports of nodes that were taken").register(registry);
        FunctionCounter.builder("bactrian.deployment.reports.rejected", reports, ReportCounts::rejected)
                .description("Reports that could not be read").register(registry);
    }
}
