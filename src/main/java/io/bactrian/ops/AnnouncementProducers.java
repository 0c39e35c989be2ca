package io.bactrian.ops;

import java.time.Clock;
import java.util.Map;
import java.util.Properties;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import io.bactrian.announced.AnnouncedOrders;
import io.bactrian.announced.Rollbacks;
import io.bactrian.announced.RolloutReports;
import io.bactrian.announced.TableReader;
import io.bactrian.delivery.Deliveries;
import io.bactrian.enrich.DeviceSource;
import io.bactrian.flow.EventPublisher;
import io.bactrian.flow.ModelJson;
import io.bactrian.flow.NodeName;
import io.bactrian.rollout.Rollouts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Makes what follows the cloud's announcements; nothing of it is made where they are no source of orders. */
@Singleton
final class AnnouncementProducers {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int FETCH_WAIT_MILLIS = 4_000;

    @Produces
    @Singleton
    AnnouncedOrders announced(Settings settings, NodeName node, Deliveries deliveries, DeviceSource devices) {
        DeliveryConfiguration delivery = settings.configuration().delivery();
        return new AnnouncedOrders(
                new AnnouncedOrders.Settings(node.text(), labels(delivery), delivery.dir(),
                        delivery.keys()),
                deliveries, deliveries::withdraw, device -> devices.directory().names(device), deliveries::has,
                Clock.systemUTC());
    }

    private static Map<String, String> labels(DeliveryConfiguration delivery) {
        return delivery.labels().map(DeliveryKeys::labels).orElse(Map.of());
    }

    @Produces
    @Singleton
    TableReader announcements(Settings settings, NodeName node, AnnouncedOrders announced, Kafka kafka) {
        DeliveryConfiguration delivery = settings.configuration().delivery();
        String group = delivery.group().orElse("bactrian-" + node.text());
        return new TableReader(delivery.announcementsTopic(), () -> consumer(kafka, group), announced::take,
                kafka.failures()::describe, System::nanoTime);
    }

    @SuppressWarnings("unchecked")
    private static Consumer<byte[], byte[]> consumer(Kafka kafka, String group) {
        Properties properties = new Properties();
        properties.putAll(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.servers(),
                ConsumerConfig.CLIENT_ID_CONFIG, "bactrian-announcements", ConsumerConfig.GROUP_ID_CONFIG, group,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false", ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS, ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                PATIENCE_MILLIS,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName(),
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName()));
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"); // a topic that was made anew is read from its beginning
        return (Consumer<byte[], byte[]>) kafka.getConsumer(properties);
    }

    void stop(@Disposes TableReader reader) {
        reader.close();
    }

    @Produces
    @Singleton
    Rollbacks rollbacks(Deliveries deliveries, Rollouts models) {
        return new Rollbacks(deliveries::withdrawnInUse, models, System::nanoTime);
    }

    void started(@Observes AfterStart event, Settings settings, NodeName node, Instance<AnnouncedOrders> made,
            Instance<Deliveries> deliveries, Instance<Rollouts> models, Instance<Rollbacks> rollbacks,
            Instance<TableReader> reader, CamelContext context, PeriodicTasks tasks, MeterRegistry registry) {
        if (!settings.announced()) {
            return;
        }
        AnnouncedOrders announced = made.get();
        RolloutReports reports = new RolloutReports(node.text(),
                labels(settings.configuration().delivery()), EventPublisher.reports(context.createProducerTemplate()),
                ModelJson::comparison, Clock.systemUTC());
        Rollbacks withdrawn = rollbacks.get();
        tasks.start("announced", Lifecycle.EVERY, announced::step);
        tasks.start("rollbacks", Lifecycle.EVERY, EdgeTasks.LONGEST_STEP, withdrawn::step);
        tasks.start("reports", Lifecycle.EVERY, () -> reports.step(deliveries.get().status(), models.get().status(),
                announced.status().refused()));
        Gauge.builder("bactrian.announcements", announced, all -> Math.max(0, all.status().known()))
                .description("Announcements that are known, for this node and for others").register(registry);
        Gauge.builder("bactrian.announcements.current", reader.get(), table -> table.complete() ? 1 : 0)
                .description("1 while the topic of the announcements is read to its end").register(registry);
    }
}
