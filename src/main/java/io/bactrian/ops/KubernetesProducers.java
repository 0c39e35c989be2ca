package io.bactrian.ops;

import java.time.Clock;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

import org.apache.camel.quarkus.main.events.AfterStart;

import io.bactrian.enrich.ReceivedDirectory;
import io.bactrian.flow.NodeName;
import io.bactrian.kube.DeviceStatuses;
import io.bactrian.kube.DeviceSync;
import io.bactrian.kube.KubernetesSettings;
import io.bactrian.kube.SyncCounters;
import io.bactrian.twin.StatusExtensions;
import io.bactrian.twin.TwinSettings;
import io.bactrian.twin.Twins;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Makes what follows the cluster, where the devices come from there; nothing of it is made where they do not. */
@Singleton
final class KubernetesProducers {
    @Produces
    @Singleton
    @Typed(ReceivedDirectory.class)
    ReceivedDirectory received() {
        return new ReceivedDirectory(DeviceSync.missing());
    }

    /** In place of Quarkus' own, whose address is fixed when the application is built. */
    @Produces
    @Singleton
    Config cluster(Settings settings) {
        KubernetesConfiguration kubernetes = settings.configuration().kubernetes();
        ConfigBuilder found = kubernetes.url().filter(url -> url.startsWith("http://")).isPresent()
                ? new ConfigBuilder(Config.empty())
                : new ConfigBuilder();
        kubernetes.url().ifPresent(found::withMasterUrl);
        return found.withRequestRetryBackoffLimit(0).withRequestTimeout((int) kubernetes.timeout().toMillis()).build();
    }

    @Produces
    @Singleton
    DeviceSync sync(Settings settings, NodeName node, ReceivedDirectory received, Instance<KubernetesClient> client) {
        KubernetesConfiguration kubernetes = settings.configuration().kubernetes();
        return new DeviceSync(
                new KubernetesSettings(node.text(), kubernetes.namespace().orElse(null), kubernetes.dir(),
                        settings.configuration().models().standard().orElse(null), kubernetes.interval(), kubernetes.timeout()),
                client::get, received::take, Clock.systemUTC());
    }

    @Produces
    @Singleton
    Twins twins(Settings settings) {
        TwinsConfiguration twins = settings.configuration().twins();
        return new Twins(new TwinSettings(twins.models().orElse(null), twins.prefix(), twins.namespace(), twins.period()),
                System::nanoTime);
    }

    @Produces
    @Singleton
    StatusExtensions extensions(Settings settings, Instance<KubernetesClient> client) {
        TwinsConfiguration twins = settings.configuration().twins();
        DeviceStatuses statuses = new DeviceStatuses(client::get, settings.configuration().kubernetes().timeout());
        return new StatusExtensions(
                new TwinSettings(twins.extensions().orElse(null), twins.prefix(), twins.namespace(), twins.period()),
                statuses::patch, System::nanoTime, Clock.systemUTC());
    }

    void extensionsStarted(@Observes AfterStart event, Settings settings, StatusExtensions extensions, MeterRegistry registry) {
        if (settings.configuration().twins().extensions().isPresent()) {
            patches(registry, "written", extensions, StatusExtensions::written);
            patches(registry, "failed", extensions, StatusExtensions::failed);
        }
    }

    private static void patches(MeterRegistry registry, String result, StatusExtensions extensions,
            ToDoubleFunction<StatusExtensions> count) {
        FunctionCounter.builder("bactrian.twins.extensions", extensions, count).tag("result", result)
                .description("Patches of DeviceStatus, by what became of them").register(registry);
    }

    void twinsStarted(@Observes AfterStart event, Settings settings, Twins twins, MeterRegistry registry) {
        if (settings.configuration().twins().models().isPresent()) {
            updates(registry, "confirmed", twins, Twins::confirmed);
            updates(registry, "refused", twins, Twins::refused);
            updates(registry, "unanswered", twins, Twins::unanswered);
        }
    }

    private static void updates(MeterRegistry registry, String result, Twins twins, ToDoubleFunction<Twins> count) {
        FunctionCounter.builder("bactrian.twins.updates", twins, count).tag("result", result)
                .description("Updates of device twins, by what became of them").register(registry);
    }

    void started(@Observes AfterStart event, Settings settings, Instance<DeviceSync> made, MeterRegistry registry) {
        if (!settings.kubernetes()) {
            return;
        }
        DeviceSync sync = made.get();
        SyncCounters counters = sync.counters();
        polls(registry, "cloud", counters);
        polls(registry, "local", counters);
        FunctionCounter.builder("bactrian.kubernetes.failures", counters, SyncCounters::failures)
                .description("Polls without a complete answer").register(registry);
        FunctionCounter.builder("bactrian.kubernetes.stale", counters, SyncCounters::stale)
                .description("Objects in answers that were older than what was known, or gone").register(registry);
        Gauge.builder("bactrian.kubernetes.devices", sync, one -> one.status().devices())
                .description("Devices of this node").register(registry);
        Gauge.builder("bactrian.kubernetes.unusable", sync, one -> one.status().unusable())
                .description("Objects of the last answer that cannot be used").register(registry);
        Gauge.builder("bactrian.kubernetes.age.seconds", sync, KubernetesProducers::age)
                .description("Time since the cluster last confirmed the devices; NaN for never").register(registry);
    }

    private static void polls(MeterRegistry registry, String by, SyncCounters counters) {
        FunctionCounter.builder("bactrian.kubernetes.polls", counters, all -> by.equals("cloud") ? all.cloud() : all.local())
                .tag("by", by).description("Polls answered, by the cluster or by what the node remembers").register(registry);
    }

    private static double age(DeviceSync sync) {
        return sync.status().confirmed() == null
                ? Double.NaN
                : Duration.between(sync.status().confirmed(), Clock.systemUTC().instant()).toMillis() / 1000.0;
    }
}
