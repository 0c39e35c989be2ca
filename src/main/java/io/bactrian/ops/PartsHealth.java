package io.bactrian.ops;

import static io.bactrian.ops.Health.with;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.bactrian.announced.AnnouncedOrders;
import io.bactrian.announced.Rollbacks;
import io.bactrian.announced.TableReader;
import io.bactrian.delivery.Deliveries;
import io.bactrian.delivery.OrderStatus;
import io.bactrian.delivery.StatusReport;
import io.bactrian.enrich.DeviceSource;
import io.bactrian.enrich.RowAssembler;
import io.bactrian.flow.DriftObserver;
import io.bactrian.homeassistant.Discovery;
import io.bactrian.http.DeviceAccess;
import io.bactrian.http.InferenceAccess;
import io.bactrian.kube.DeviceSync;
import io.bactrian.kube.OrderSync;
import io.bactrian.kube.SyncStatus;
import io.bactrian.learn.SampleSelector;
import io.bactrian.twin.StatusExtensions;
import io.bactrian.twin.Twins;
import io.quarkus.arc.lookup.LookupIfProperty;

/** What parts that no answer waits for say of themselves, and the device directory. */
@Singleton
final class PartsHealth {
    private static final int MOST_NAMED = 20;

    /** An edit that cannot be used is said, and changes nothing: the directory before it is in use. Without any, messages are held. */
    @Produces
    @Readiness
    @Singleton
    @LookupIfProperty(name = Settings.ROLE, stringValue = "edge", lookupIfMissing = true)
    HealthCheck devices(DeviceSource devices, Settings settings, Instance<DeviceSync> sync) {
        return () -> {
            String missing = devices.directory().missing();
            HealthCheckResponseBuilder response = HealthCheckResponse.named("devices").status(missing == null);
            with(response, "error", missing);
            with(response, "problem", devices.problem());
            if (settings.kubernetes()) {
                kubernetes(response, sync.get().status(), "devices");
            }
            return response.build();
        };
    }

    private static void kubernetes(HealthCheckResponseBuilder response, SyncStatus status, String what) {
        response.withData("source", status.source().name().toLowerCase(Locale.ROOT)).withData(what, status.devices());
        if (status.confirmed() != null) {
            response.withData("ageSeconds", Duration.between(status.confirmed(), Instant.now()).toSeconds());
        }
        with(response, "trouble", status.trouble());
        with(response, "disk", status.disk());
        named(response, status.problems());
    }

    private static void named(HealthCheckResponseBuilder response, Map<String, String> problems) {
        problems.entrySet().stream().limit(MOST_NAMED)
                .forEach(problem -> response.withData(problem.getKey(), problem.getValue()));
        if (problems.size() > MOST_NAMED) {
            response.withData("more", problems.size() - MOST_NAMED);
        }
    }

    /** An order that fails stops no answer. */
    @Produces
    @Readiness
    @Singleton
    @LookupIfProperty(name = Settings.ROLE, stringValue = "edge", lookupIfMissing = true)
    HealthCheck deliveries(Settings settings, Instance<Deliveries> deliveries, Instance<OrderSync> orders,
            Instance<StatusReport> report, Instance<AnnouncedOrders> announced, Instance<TableReader> announcements,
            Instance<Rollbacks> rollbacks) {
        return () -> {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("deliveries").up();
            if (settings.delivers()) {
                if (settings.ordersFromCluster()) {
                    kubernetes(response, orders.get().status(), "orders");
                }
                if (settings.announced()) {
                    announced(response, announced.get().status(), announcements.get());
                    named(response, rollbacks.get().problems());
                }
                with(response, "bactrian.delivery.dir", deliveries.get().problem());
                Map<String, String> troubled = new TreeMap<>();
                deliveries.get().status().stream().filter(OrderStatus::troubled)
                        .forEach(status -> troubled.put(status.order(), status.state() + ": " + status.reason()));
                deliveries.get().unresolved().forEach(troubled::putIfAbsent);
                named(response, troubled);
                if (settings.ordersFromCluster() && settings.configuration().delivery().statusNamespace().isPresent()) {
                    with(response, "status", report.get().problem());
                }
            }
            return response.build();
        };
    }

    private static void announced(HealthCheckResponseBuilder response, AnnouncedOrders.Status status, TableReader reader) {
        response.withData("announcements", Math.max(0, status.known())).withData("announcementsFrom",
                reader.complete() ? "kafka" : status.known() < 0 ? "none" : "disk");
        if (status.late() > 0) {
            response.withData("late", status.late());
        }
        with(response, "announcementsTrouble", reader.problem());
        named(response, status.problems());
    }

    /** Twins that are not up to date stop no answer. */
    @Produces
    @Readiness
    @Singleton
    @LookupIfProperty(name = Settings.ROLE, stringValue = "edge", lookupIfMissing = true)
    HealthCheck twins(Twins twins, StatusExtensions extensions) {
        return () -> {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("twins").up();
            named(response, twins.problems());
            extensions.problems().entrySet().stream().limit(MOST_NAMED)
                    .forEach(problem -> response.withData(problem.getKey() + ".extension", problem.getValue()));
            return response.build();
        };
    }

    /** What Home Assistant is not told stops no answer. */
    @Produces
    @Readiness
    @Singleton
    @LookupIfProperty(name = "bactrian.home-assistant.enabled", stringValue = "true")
    HealthCheck homeAssistant(Discovery discovery) {
        return () -> {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("home-assistant").up()
                    .withData("published", discovery.taken()).withData("waiting", discovery.waiting());
            with(response, "problem", discovery.problem());
            return response.build();
        };
    }

    /** Rows that lack values are answered or refused, and said. */
    @Produces
    @Readiness
    @Singleton
    @LookupIfProperty(name = Settings.ROLE, stringValue = "edge", lookupIfMissing = true)
    HealthCheck rows(RowAssembler rows) {
        return () -> {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("rows").up().withData("waiting", rows.held())
                    .withData("complete", rows.complete()).withData("incomplete", rows.late() + rows.crowded());
            with(response, "lastIncomplete", rows.lastIncomplete());
            return response.build();
        };
    }

    /** What is learnt of messages stops no answer. */
    @Produces
    @Readiness
    @Singleton
    @LookupIfProperty(name = Settings.ROLE, stringValue = "edge", lookupIfMissing = true)
    HealthCheck learning(SampleSelector selector, DriftObserver drift) {
        return () -> {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("learning").up();
            with(response, "quotas", selector.problem());
            with(response, "references", drift.monitor() == null ? null : drift.monitor().problem());
            return response.build();
        };
    }

    /** What is closed for want of a token is said, and changes nothing: devices are answered over MQTT. */
    @Produces
    @Readiness
    @Singleton
    @LookupIfProperty(name = Settings.ROLE, stringValue = "edge", lookupIfMissing = true)
    HealthCheck http(InferenceAccess inference, DeviceAccess devices, Tokens tokens, Settings settings) {
        return () -> {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("http").up();
            with(response, "inference", inference.closed());
            with(response, "telemetry", devices.closed());
            with(response, "control", settings.api().isPresent()
                    ? null
                    : "closed: " + Tokens.CONTROL + " is not set; " + Remedies.token());
            with(response, DeviceAccess.KEY, tokens.devices().problem());
            with(response, InferenceAccess.KEY, tokens.inference().problem());
            with(response, Tokens.CONTROL, tokens.control().problem());
            return response.build();
        };
    }
}
