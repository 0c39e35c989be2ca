package io.bactrian.ops;

import java.util.Properties;

import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;

/**
 * Makes Kafka producers with every setting of the Kafka client that is configured as {@code kafka.NAME}:
 * {@code kafka.security.protocol}, {@code kafka.sasl.jaas.config}, {@code kafka.ssl.truststore.location} and all others.
 */
final class KafkaSecurity extends DefaultKafkaClientFactory {
    private final Config config;

    KafkaSecurity(Config config) {
        this.config = config;
    }

    @Override
    public Producer<?, ?> getProducer(Properties properties) {
        for (String name : ProducerConfig.configNames()) {
            config.getOptionalValue("kafka." + name, String.class).ifPresent(value -> properties.put(name, value));
        }
        return super.getProducer(properties);
    }
}
