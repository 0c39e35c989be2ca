package io.bactrian.ops;

import java.net.URI;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.quarkus.main.events.AfterStart;

import io.bactrian.flow.NodeName;
import io.bactrian.metrics.DropReason;
import io.bactrian.metrics.MetricsPush;
import io.bactrian.metrics.PushSettings;
import io.bactrian.metrics.RequestHeaders;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;

/** Sends metrics, where a collector is configured; otherwise nothing of it is made. */
@Singleton
final class PushedMetrics {
    static final String ENDPOINT = "bactrian.metrics.otlp.endpoint";
    static final String HEADERS = "bactrian.metrics.otlp.headers";
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Settings settings;
    private final NodeName node;
    private final PeriodicTasks tasks;
    private final MeterRegistry registry;

    PushedMetrics(Settings settings, NodeName node, PeriodicTasks tasks, MeterRegistry registry) {
        this.settings = settings;
        this.node = node;
        this.tasks = tasks;
        this.registry = registry;
    }

    static void check(ConfigValues values, Configuration configuration) {
        MetricsConfiguration.Otlp otlp = configuration.metrics().otlp();
        otlp.endpoint().ifPresent(endpoint -> CollectorUrl.check(values, ENDPOINT, endpoint, "metrics"));
        otlp.headers().ifPresent(secret -> values.checkedSecret(HEADERS, secret.text(),
                "NAME=VALUE, several with commas or line ends", RequestHeaders::parse));
    }

    void started(@Observes AfterStart event) {
        settings.configuration().metrics().otlp().endpoint().ifPresent(this::start);
    }

    private void start(String endpoint) {
        MetricsPush push = new MetricsPush(push(endpoint), page());
        gauge("connected", "1 while the collector takes metrics, 0 while it does not; NaN before the first try", push,
                MetricsPush::connected);
        gauge("waiting", "Exports on disk that the collector has not taken", push, MetricsPush::waiting);
        gauge("waiting.bytes", "Their bytes", push, MetricsPush::waitingBytes);
        gauge("oldest.seconds", "The age of the oldest", push, MetricsPush::oldestSeconds);
        counter("sent", "Exports that the collector has taken", push, MetricsPush::sent).register(registry);
        counter("points.rejected", "Points that the collector left out of them", push, MetricsPush::rejectedPoints)
                .register(registry);
        for (DropReason reason : DropReason.values()) {
            counter("dropped", "Exports that did not reach the collector", push, all -> all.dropped(reason))
                    .tag("reason", reason.label()).register(registry);
        }
        tasks.start("metrics-push", EVERY, push::step);
    }

    private PushSettings push(String endpoint) {
        Configuration configuration = settings.configuration();
        MetricsConfiguration.Otlp otlp = configuration.metrics().otlp();
        return new PushSettings(URI.create(endpoint),
                otlp.headers().map(secret -> RequestHeaders.parse(secret.text())).orElse(RequestHeaders.NONE),
                ServiceResource.of(node), otlp.interval(),
                (configuration.role() == Role.EDGE ? configuration.spool().dir() : configuration.cloud().dir())
                        .resolve("metrics"),
                otlp.maxAge(), otlp.maxExports(), otlp.capacity().asLongValue(), otlp.minFree().asLongValue());
    }

    /** The registry behind {@code /observe/metrics}, whose names are those of the documentation. */
    private MeterRegistry page() {
        return registry instanceof CompositeMeterRegistry all ? all.getRegistries().iterator().next() : registry;
    }

    private void gauge(String name, String description, MetricsPush push,
            ToDoubleFunction<MetricsPush> value) {
        Gauge.builder("bactrian.metrics.push." + name, push, value).description(description).register(registry);
    }

    private static FunctionCounter.Builder<MetricsPush> counter(String name, String description, MetricsPush push,
            ToDoubleFunction<MetricsPush> value) {
        return FunctionCounter.builder("bactrian.metrics.push." + name, push, value).description(description);
    }
}
