package io.bactrian.ops;

import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;

/**
 * Makes Kafka producers with every setting of the Kafka client that is configured as {@code kafka.NAME}:
 * {@code kafka.security.protocol}, {@code kafka.sasl.jaas.config}, {@code kafka.ssl.truststore.location} and all others; and
 * knows whether they are connected. Any thread.
 */
final class Kafka extends DefaultKafkaClientFactory {
    private final Config config;
    private final List<Producer<?, ?>> producers = new CopyOnWriteArrayList<>();

    Kafka(Config config) {
        this.config = config;
    }

    @Override
    public Producer<?, ?> getProducer(Properties properties) {
        properties.putAll(KafkaKeys.of(config));
        Producer<?, ?> producer = super.getProducer(properties);
        producers.clear();
        producers.add(producer);
        return producer;
    }

    String servers() {
        return config.getValue("kafka." + ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, String.class);
    }

    /** Whether a producer has a connection now. */
    boolean connected() {
        return producers.stream().flatMap(producer -> producer.metrics().values().stream())
                .filter(metric -> metric.metricName().name().equals("connection-count"))
                .anyMatch(metric -> metric.metricValue() instanceof Double count && count > 0);
    }
}
