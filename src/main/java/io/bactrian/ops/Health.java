package io.bactrian.ops;

import java.util.List;
import java.util.Set;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.bactrian.enrich.DeviceFile;
import io.bactrian.mqtt.MqttComponent;
import io.bactrian.mqtt.MqttStatus;
import io.bactrian.rollout.ModelStatus;
import io.bactrian.rollout.ModelStatus.VersionStatus;
import io.bactrian.rollout.Rollouts;
import io.bactrian.rollout.State;
import io.bactrian.spool.SpoolStatus;
import io.bactrian.spool.Spools;

/** Whether messages can be answered, and where not, why; one check for each thing an engineer would look at. */
@Singleton
final class Health {
    private static final Set<State> TROUBLE = Set.of(State.REFUSED, State.ROLLED_BACK);

    @Produces
    @Readiness
    @Singleton
    HealthCheck broker(MqttComponent mqtt, CamelContext context) {
        return () -> {
            List<MqttStatus> all = mqtt.status();
            HealthCheckResponseBuilder response = HealthCheckResponse.named("broker").status(
                    subscribers(context) && all.stream().allMatch(status -> status.connected() && status.subscribed()));
            for (MqttStatus status : all) {
                response.withData("url", status.url()).withData("connected", status.connected())
                        .withData("since", status.since().toString());
                with(response, "error", status.lastError());
                with(response, "held", status.lastFailure());
            }
            return response.build();
        };
    }

    /** A model without a version in service is trouble where a device has it. */
    @Produces
    @Readiness
    @Singleton
    HealthCheck model(Rollouts rollouts, DeviceFile devices) {
        return () -> {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("model");
            boolean well = true;
            for (ModelStatus model : rollouts.status()) {
                response.withData(model.name(), model.serving() == null ? "none" : model.serving().toString());
                well &= model.serving() != null || !devices.directory().models().contains(model.name());
                for (VersionStatus version : model.versions()) {
                    if (TROUBLE.contains(version.state()) || model.serving() == null) {
                        response.withData(model.name() + "." + version.version(), version.state().text()
                                + (version.reason() == null ? "" : ": " + version.reason()));
                    }
                }
            }
            return response.status(well).build();
        };
    }

    @Produces
    @Readiness
    @Singleton
    HealthCheck spool(Spools spools) {
        return () -> {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("spool");
            boolean well = true;
            for (SpoolStatus status : spools.status()) {
                response.withData(status.name() + ".records", status.waitingRecords())
                        .withData(status.name() + ".bytes", status.waitingBytes())
                        .withData(status.name() + ".full", status.blocked());
                with(response, status.name() + ".error", status.healthy() ? null : status.lastError());
                well &= status.healthy() && !status.blocked();
            }
            return response.status(well).build();
        };
    }

    /** An edit that cannot be used is said, and changes nothing: the directory before it is in use. */
    @Produces
    @Readiness
    @Singleton
    HealthCheck devices(DeviceFile devices) {
        return () -> {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("devices").up();
            with(response, "problem", devices.problem());
            return response.build();
        };
    }

    /** Kafka away is what the spool is for: it is said, and changes nothing. */
    @Produces
    @Readiness
    @Singleton
    HealthCheck kafka(Kafka kafka) {
        return () -> HealthCheckResponse.named("kafka").up().withData("servers", kafka.servers())
                .withData("connected", kafka.connected()).build();
    }

    @Produces
    @Readiness
    @Singleton
    HealthCheck routes(Lifecycle lifecycle, CamelContext context) {
        return () -> {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("routes").up();
            LiveRoutes routes = lifecycle.routes();
            if (routes != null) {
                routes.problems().forEach(response::withData);
            }
            context.getRoutes().stream().map(Route::getRouteId)
                    .filter(id -> !context.getRouteController().getRouteStatus(id).isStarted())
                    .forEach(id -> response.withData(id, context.getRouteController().getRouteStatus(id).name()));
            return response.build();
        };
    }

    /** Whether there are routes that begin at the broker, and all have asked it for their messages. */
    private static boolean subscribers(CamelContext context) {
        List<Route> routes = context.getRoutes().stream()
                .filter(route -> route.getEndpoint().getEndpointUri().startsWith("paho-mqtt5:")).toList();
        return !routes.isEmpty() && routes.stream()
                .allMatch(route -> context.getRouteController().getRouteStatus(route.getRouteId()).isStarted());
    }

    private static void with(HealthCheckResponseBuilder response, String key, String value) {
        if (value != null) {
            response.withData(key, value);
        }
    }
}
