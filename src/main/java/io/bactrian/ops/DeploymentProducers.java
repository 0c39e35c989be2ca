package io.bactrian.ops;

import java.time.Clock;
import java.util.Locale;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.bactrian.cloud.AnnouncementPublisher;
import io.bactrian.cloud.ReportCounts;
import io.bactrian.cloud.deploy.DeploymentSettings;
import io.bactrian.cloud.deploy.DeploymentState;
import io.bactrian.cloud.deploy.Deployments;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.lookup.LookupIfProperty;

/** Makes what announces versions to edges, its health and its meters; nothing of it is made at the edge. */
@Singleton
final class DeploymentProducers {
    @Produces
    @Singleton
    Deployments deployments(Settings settings, Folders folders, CamelContext context, ReportCounts reports,
            MeterRegistry registry, @ConfigProperty(name = "quarkus.http.port") int port) {
        CloudConfiguration cloud = settings.configuration().cloud();
        Deployments deployments = folders.open(Folders.CLOUD, cloud.dir().resolve("deployments"),
                dir -> new Deployments(dir,
                        new DeploymentSettings(DeploymentKeys.pool(settings.configuration(), port),
                                cloud.deployment().maxFailures(), cloud.deployment().repeat()),
                        new AnnouncementPublisher(context.createProducerTemplate()), System::nanoTime, Clock.systemUTC()));
        measure(deployments, reports, registry);
        return deployments;
    }

    private static void measure(Deployments deployments, ReportCounts reports, MeterRegistry registry) {
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
}
