package io.bactrian.ops;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.AfterStart;

import io.bactrian.delivery.Deliveries;
import io.bactrian.delivery.DeliverySettings;
import io.bactrian.delivery.OrderStatuses;
import io.bactrian.delivery.StatusEvents;
import io.bactrian.delivery.StatusReport;
import io.bactrian.delivery.remote.CredentialFile;
import io.bactrian.delivery.remote.S3Settings;
import io.bactrian.delivery.remote.Stores;
import io.bactrian.enrich.DeviceSource;
import io.bactrian.flow.EventPublisher;
import io.bactrian.flow.NodeName;
import io.bactrian.kube.OrderSync;
import io.bactrian.kube.StatusConfigMap;
import io.bactrian.rollout.ModelConflictException;
import io.bactrian.rollout.ModelStatus;
import io.bactrian.rollout.Rollouts;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Makes what brings ordered versions onto the node; nothing of it is made where there is no source of orders. */
@Singleton
final class DeliveryProducers {
    @Produces
    @Singleton
    Deliveries deliveries(Settings settings, NodeName node, DeviceSource devices, Instance<Rollouts> rollouts) {
        DeliveryConfiguration delivery = settings.configuration().delivery();
        try {
            return new Deliveries(
                    new DeliverySettings(node.text(), delivery.source().sources(), delivery.dir(),
                            delivery.volume().orElse(null), delivery.maxBytes().asLongValue(),
                            delivery.capacity().asLongValue(),
                            delivery.minFree().asLongValue(), delivery.keep(), delivery.parallel(), delivery.timeout(),
                            delivery.turn(), delivery.retry(), delivery.retryMost(), delivery.lookInterval()),
                    device -> devices.directory().names(device), settings.configuration().models().dir(),
                    models(rollouts), stores(settings), System::nanoTime, Clock.systemUTC());
        } catch (IOException e) {
            throw new ConfigurationException(
                    "bactrian.delivery.dir: " + delivery.dir().toAbsolutePath() + " cannot be used: " + e
                            + "; make it readable and writable for this user, or set another folder");
        }
    }

    private static Deliveries.Models models(Instance<Rollouts> rollouts) {
        return new Deliveries.Models() {
            @Override
            public Optional<Set<Integer>> needed(String model) {
                return rollouts.get().needed(model);
            }

            @Override
            public ModelStatus status(String model) {
                try {
                    return rollouts.get().status(model);
                } catch (ModelConflictException e) {
                    return null;
                }
            }
        };
    }

    private static Stores stores(Settings settings) {
        DeliveryConfiguration delivery = settings.configuration().delivery();
        return new Stores(client(settings), new CredentialFile(delivery.credentials().orElse(null)),
                new S3Settings(delivery.s3Endpoint().map(URI::create).orElse(null), delivery.s3Region()), delivery.timeout());
    }

    /** Its threads begin with the first URL. Redirects are followed apart from it: it would take headers along. */
    private static Supplier<HttpClient> client(Settings settings) {
        HttpClient.Builder builder = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1).connectTimeout(settings.configuration().delivery().timeout());
        settings.deliveryTrust().ifPresent(builder::sslContext);
        Memo<HttpClient> made = new Memo<>(builder::build);
        return made::get;
    }

    private static final class Memo<T> {
        private final Supplier<T> maker;
        private T made;

        Memo(Supplier<T> maker) {
            this.maker = maker;
        }

        synchronized T get() {
            made = made == null ? maker.get() : made;
            return made;
        }
    }

    void stop(@Disposes Deliveries deliveries) {
        deliveries.close();
    }

    @Produces
    @Singleton
    OrderStatuses statuses(Settings settings, Instance<Deliveries> deliveries) {
        return () -> settings.delivers() ? deliveries.get().status() : List.of();
    }

    @Produces
    @Singleton
    OrderSync orders(Settings settings, NodeName node, Deliveries deliveries, Instance<KubernetesClient> client) {
        DeliveryConfiguration delivery = settings.configuration().delivery();
        KubernetesConfiguration kubernetes = settings.configuration().kubernetes();
        return new OrderSync(
                new OrderSync.Settings(node.text(), delivery.namespace().orElseThrow(), delivery.dir(),
                        delivery.interval(), kubernetes.timeout()),
                client::get, deliveries, Clock.systemUTC());
    }

    @Produces
    @Singleton
    StatusReport report(Settings settings, NodeName node, Deliveries deliveries, Instance<KubernetesClient> client) {
        KubernetesConfiguration kubernetes = settings.configuration().kubernetes();
        return new StatusReport(deliveries::status,
                new StatusConfigMap(client::get, kubernetes.timeout(),
                        settings.configuration().delivery().statusNamespace().orElseThrow(), node.text()),
                System::nanoTime);
    }

    /** Orders of the copy on disk go on though the cluster does not answer. */
    void started(@Observes AfterStart event, Settings settings, Instance<Deliveries> made, Instance<OrderSync> orders,
            CamelContext context, PeriodicTasks tasks, MeterRegistry registry) {
        if (!settings.delivers()) {
            return;
        }
        Deliveries deliveries = made.get();
        if (settings.ordersFromCluster()) {
            orders.get();
        }
        StatusEvents events = new StatusEvents(EventPublisher.deliveries(context.createProducerTemplate()));
        tasks.start("deliveries", Lifecycle.EVERY, () -> {
            deliveries.step();
            events.publish(deliveries.status());
        });
        Gauge.builder("bactrian.delivery.orders", deliveries, all -> all.status().size())
                .description("Orders for this node").register(registry);
        Gauge.builder("bactrian.delivery.troubled", deliveries,
                all -> all.status().stream().filter(status -> status.troubled()).count() + all.unresolved().size())
                .description("Orders that failed, were rejected or rolled back, or whose tag or alias cannot be resolved")
                .register(registry);
        Gauge.builder("bactrian.delivery.disk.bytes", deliveries, Deliveries::taken)
                .description("What delivered versions, and what is on its way, take on the disk").register(registry);
        FunctionCounter.builder("bactrian.delivery.received.bytes", deliveries, Deliveries::received)
                .description("Bytes of archives that came").register(registry);
    }

    void stopping(@Observes ShutdownEvent event, Settings settings, Instance<Deliveries> made) {
        if (settings.delivers()) {
            made.get().close();
        }
    }
}
