package io.bactrian.ops;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;

import io.bactrian.page.Part;
import io.bactrian.page.ServiceState;

/** The checks of readiness as parts of the service, and since when each is up or down; Kafka away is ready, and down here. Any thread. */
@Singleton
final class PartStates implements ServiceState {
    private static final String BROKER = "broker";
    private static final String KAFKA = "kafka";
    private static final String MODEL = "model";
    private static final String SPOOL = "spool";

    private record Seen(boolean up, Instant since) {
    }

    private final Role role;
    private final String version;
    private final Supplier<List<HealthCheckResponse>> checks;
    private final Supplier<Map<String, String>> stopped;
    private final Clock clock;
    private final Map<String, Seen> seen = new HashMap<>();

    @Inject
    PartStates(Settings settings, Config config, @Readiness Instance<HealthCheck> checks, Lifecycle lifecycle) {
        this(settings.configuration().role(),
                config.getOptionalValue("quarkus.application.version", String.class).orElse("unknown"),
                () -> checks.stream().map(HealthCheck::call).toList(),
                () -> lifecycle.states() == null ? Map.of() : lifecycle.states().stopped(), Clock.systemUTC());
    }

    PartStates(Role role, String version, Supplier<List<HealthCheckResponse>> checks, Supplier<Map<String, String>> stopped,
            Clock clock) {
        this.role = role;
        this.version = version;
        this.checks = checks;
        this.stopped = stopped;
        this.clock = clock;
    }

    @Override
    public String role() {
        return role.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Map<String, String> stoppedRoutes() {
        return stopped.get();
    }

    /** The broker, the models, the spools and Kafka; then what else is down or has something to say. */
    @Override
    public List<Part> parts() {
        Map<String, HealthCheckResponse> all = new TreeMap<>();
        checks.get().forEach(check -> all.put(check.getName(), check));
        List<Part> parts = new ArrayList<>();
        broker(all.remove(BROKER), parts);
        model(all.remove(MODEL), parts);
        spools(all.remove(SPOOL), parts);
        kafka(all.remove(KAFKA), parts);
        all.forEach((name, check) -> {
            Part part = part(name, "check", name, isUp(check), PartWords.why(data(check)), null);
            if (!part.up() || part.why() != null) {
                parts.add(part);
            }
        });
        return parts;
    }

    private void broker(HealthCheckResponse check, List<Part> parts) {
        if (check != null) {
            parts.add(part(BROKER, BROKER, "MQTT broker", isUp(check), PartWords.why(data(check)), text(data(check), "url")));
        }
    }

    private void model(HealthCheckResponse check, List<Part> parts) {
        if (check != null) {
            parts.add(part(MODEL, MODEL, "Models", isUp(check), PartWords.why(data(check)), PartWords.models(data(check))));
        }
    }

    private void spools(HealthCheckResponse check, List<Part> parts) {
        if (check == null) {
            return;
        }
        Map<String, Object> data = data(check);
        for (String name : PartWords.spools(data)) {
            parts.add(part(SPOOL + ":" + name, SPOOL, "Spool " + name, PartWords.spoolUp(data, name),
                    PartWords.spoolWhy(data, name), PartWords.spoolDetail(data, name)));
        }
        if (data.get("error") instanceof String none) {
            parts.add(part(SPOOL, SPOOL, "Spools", false, none, null));
        }
    }

    private void kafka(HealthCheckResponse check, List<Part> parts) {
        if (check == null) {
            return;
        }
        Map<String, Object> data = data(check);
        boolean connected = Boolean.TRUE.equals(data.get("connected"));
        String reasons = PartWords.reasons(data);
        String why = connected || reasons != null
                ? reasons
                : "no broker of Kafka answers; what is to be sent waits on disk and follows when it is back";
        parts.add(part(KAFKA, KAFKA, "Kafka", connected, PartWords.withRemedy(why, data), text(data, "servers")));
    }

    private synchronized Part part(String name, String kind, String title, boolean up, String why, String detail) {
        Seen now = seen.compute(name,
                (key, before) -> before != null && before.up() == up ? before : new Seen(up, clock.instant()));
        return new Part(name, kind, title, up, now.since(), why, detail);
    }

    private static boolean isUp(HealthCheckResponse check) {
        return check.getStatus() == Status.UP;
    }

    private static Map<String, Object> data(HealthCheckResponse check) {
        return check.getData().orElse(Map.of());
    }

    private static String text(Map<String, Object> data, String key) {
        return data.get(key) instanceof String text ? text : null;
    }
}
