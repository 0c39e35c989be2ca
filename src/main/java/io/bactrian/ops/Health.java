package io.bactrian.ops;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.bactrian.enrich.DeviceSource;
import io.bactrian.flow.Retries;
import io.bactrian.mqtt.MqttComponent;
import io.bactrian.mqtt.client.MqttStatus;
import io.bactrian.rollout.ModelStatus;
import io.bactrian.rollout.ModelStatus.VersionStatus;
import io.bactrian.rollout.Rollouts;
import io.bactrian.rollout.State;
import io.bactrian.spool.SpoolStatus;
import io.bactrian.spool.Spools;
import io.quarkus.arc.lookup.LookupIfProperty;

/** Whether messages can be answered, and where not, why; one check for each thing an engineer would look at. */
@Singleton
final class Health {
    private static final String REMEDY = "remedy";
    private static final Set<State> TROUBLE = Set.of(State.REJECTED, State.ROLLED_BACK);

    @Produces
    @Readiness
    @Singleton
    @LookupIfProperty(name = Settings.ROLE, stringValue = "edge", lookupIfMissing = true)
    HealthCheck broker(MqttComponent mqtt, CamelContext context, FirstSteps missing) {
        return () -> {
            List<MqttStatus> all = mqtt.status();
            HealthCheckResponseBuilder response = HealthCheckResponse.named("broker").status(
                    subscribers(context) && all.stream().allMatch(MqttStatus::isReady));
            for (MqttStatus status : all) {
                response.withData("url", status.url()).withData("connected", status.connected())
                        .withData("since", status.since().toString());
                with(response, "error", status.lastError());
                with(response, "held", status.lastFailure());
                with(response, "stalled", status.stalled());
                with(response, "isolated", status.isolated().isEmpty() ? null : String.join(", ", status.isolated()));
            }
            with(response, REMEDY, missing.broker().map(FirstSteps.Step::line).orElse(null));
            return response.build();
        };
    }

    /** A model without a version in service is trouble where a device has it. */
    @Produces
    @Readiness
    @Singleton
    @LookupIfProperty(name = Settings.ROLE, stringValue = "edge", lookupIfMissing = true)
    HealthCheck model(Rollouts rollouts, DeviceSource devices, DefaultModel defaultModel) {
        return () -> model(rollouts.status(), devices.directory().models(), defaultModel, rollouts.stateProblem());
    }

    /**
     * @param named   the models that the device directory names
     * @param rolloutDir why the folder of the rollout state cannot be used, or null; devices are answered without it
     */
    static HealthCheckResponse model(List<ModelStatus> models, Set<String> named, DefaultModel defaultModel,
            String rolloutDir) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("model");
        with(response, "problem", defaultModel.problem());
        with(response, REMEDY, defaultModel.remedy());
        with(response, "warning", defaultModel.warning());
        with(response, "bactrian.rollout.dir", rolloutDir);
        boolean well = defaultModel.problem() == null && rolloutDir == null;
        Set<String> missing = new TreeSet<>(named);
        missing.remove(DefaultModel.UNKNOWN);
        for (ModelStatus model : models) {
            missing.remove(model.name());
            response.withData(model.name(), model.serving() == null ? "none" : model.serving().toString());
            well &= model.serving() != null || !named.contains(model.name()) && !defaultModel.is(model.name());
            for (VersionStatus version : model.versions()) {
                if (TROUBLE.contains(version.state()) || model.serving() == null) {
                    response.withData(model.name() + "." + version.version(), version.state().text()
                            + (version.reason() == null ? "" : ": " + version.reason()));
                }
            }
        }
        missing.forEach(name -> response.withData(name, "not in the models folder, though devices have it: their messages are "
                + "answered with an error"));
        return response.status(well).build();
    }

    @Produces
    @Readiness
    @Singleton
    @LookupIfProperty(name = Settings.ROLE, stringValue = "edge", lookupIfMissing = true)
    HealthCheck spool(Spools spools, Retries retries) {
        return () -> {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("spool");
            List<SpoolStatus> all = spools.status();
            with(response, "error", all.isEmpty() ? "no spool is open: no route that uses one runs; see check routes" : null);
            for (SpoolStatus status : all) {
                response.withData(status.name() + ".records", status.waitingRecords())
                        .withData(status.name() + ".bytes", status.waitingBytes())
                        .withData(status.name() + ".full", status.blocked());
                if (status.waitingRecords() > 0) {
                    response.withData(status.name() + ".oldestSeconds", status.oldestAgeMillis() / 1000);
                    with(response, "retries.lastFailure", status.name().equals("retries") ? retries.lastFailure() : null);
                }
                with(response, status.name() + ".error", status.healthy() ? null : status.lastError());
            }
            return response.status(!all.isEmpty() && all.stream().allMatch(status -> status.healthy() && !status.blocked()))
                    .build();
        };
    }

    /** A folder that cannot be used, or that another process has, is tried again at each call. */
    @Produces
    @Readiness
    @Singleton
    HealthCheck folders(Folders folders) {
        return () -> healthyWithout(HealthCheckResponse.named("folders"), folders.problems());
    }

    /** Kafka away is what the spool is for: it is said, and changes nothing. */
    @Produces
    @Readiness
    @Singleton
    HealthCheck kafka(Kafka kafka, Spools spools) {
        return () -> {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("kafka").up().withData("servers", kafka.servers())
                    .withData("connected", kafka.connected());
            with(response, REMEDY, kafka.connected() ? null : Remedies.kafka(kafka.servers()));
            kafka.problems().forEach((client, reason) -> response.withData(client + ".error", reason));
            spools.status().stream().filter(status -> !status.name().equals("events") && !status.name().equals("retries"))
                    .forEach(status -> with(response, status.name() + ".error", status.deliveryError()));
            return response.build();
        };
    }

    /** A route that should run and does not is trouble; an edit that is not in use is said, since what ran before goes on. */
    @Produces
    @Readiness
    @Singleton
    HealthCheck routes(Lifecycle lifecycle) {
        return () -> routes(lifecycle.routes(), lifecycle.states());
    }

    static HealthCheckResponse routes(LiveRoutes routes, RouteStates states) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("routes");
        if (routes == null || states == null || !states.looked()) {
            return response.down().withData("routes", "they are not started yet").build();
        }
        routes.problems().forEach(response::withData);
        return healthyWithout(response, states.stopped());
    }

    @Produces
    @Readiness
    @Singleton
    HealthCheck tasks(PeriodicTasks tasks) {
        return () -> healthyWithout(HealthCheckResponse.named("tasks"), tasks.problems());
    }

    private static HealthCheckResponse healthyWithout(HealthCheckResponseBuilder response, Map<String, String> problems) {
        problems.forEach(response::withData);
        return response.status(problems.isEmpty()).build();
    }

    /** Whether there are routes that begin at the broker, and all have asked it for their messages. */
    private static boolean subscribers(CamelContext context) {
        List<Route> routes = context.getRoutes().stream()
                .filter(route -> route.getEndpoint().getEndpointUri().startsWith("paho-mqtt5:")).toList();
        return !routes.isEmpty() && routes.stream()
                .allMatch(route -> context.getRouteController().getRouteStatus(route.getRouteId()).isStarted());
    }

    static void with(HealthCheckResponseBuilder response, String key, String value) {
        if (value != null) {
            response.withData(key, value);
        }
    }
}
