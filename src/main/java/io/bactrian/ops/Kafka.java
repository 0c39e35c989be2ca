package io.bactrian.ops;

import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

import io.bactrian.flow.MessageTrails;

/**
 * Makes Kafka producers and consumers with every setting of the Kafka client that is configured as {@code kafka.NAME}:
 * {@code kafka.security.protocol}, {@code kafka.sasl.jaas.config}, {@code kafka.ssl.truststore.location} and all others; and
 * knows whether they are connected. Any thread.
 */
final class Kafka extends DefaultKafkaClientFactory {
    private static final Logger LOG = Logger.getLogger(Kafka.class);

    private final Config config;
    private final KafkaFailures failures;
    private final MessageTrails trails;
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();
    private final Map<String, String> problems = new ConcurrentHashMap<>();

    Kafka(Config config) {
        this(config, null);
    }

    /** @param trails of messages that somebody follows; null where there are none */
    Kafka(Config config, MessageTrails trails) {
        this.config = config;
        this.trails = trails;
        this.failures = new KafkaFailures(this::connected, servers());
    }

    /** Where no host of Kafka is known, as on a node without network, a producer whose sends fail until one is: its route runs. */
    @Override
    public Producer<?, ?> getProducer(Properties properties) {
        String client = properties.getProperty(ProducerConfig.CLIENT_ID_CONFIG, "producer");
        properties.putAll(KafkaKeys.producer(config));
        try {
            return make(client, properties);
        } catch (KafkaException e) {
            if (!KafkaFailures.noHostIsKnown(e)) {
                throw e;
            }
            return DeferredProducer.of(() -> make(client, properties));
        }
    }

    /** Where no host of Kafka is known, it throws; Camel makes the consumer later. */
    @Override
    public Consumer<?, ?> getConsumer(Properties properties) {
        String client = properties.getProperty(ConsumerConfig.CLIENT_ID_CONFIG,
                properties.getProperty(ConsumerConfig.GROUP_ID_CONFIG, "consumer"));
        properties.putAll(KafkaKeys.consumer(config));
        return made(client, "consumer", () -> {
            Consumer<?, ?> consumer = super.getConsumer(properties);
            connections.put(client, new Connection(consumer::metrics));
            return consumer;
        });
    }

    private Producer<?, ?> make(String client, Properties properties) {
        return made(client, "producer", () -> {
            Producer<?, ?> producer = trails == null
                    ? super.getProducer(properties)
                    : new FollowedProducer(properties, trails, failures::describe);
            connections.put(client, new Connection(producer::metrics));
            return producer;
        });
    }

    private <T> T made(String client, String kind, Supplier<T> make) {
        try {
            T made = make.get();
            problems.remove(client);
            return made;
        } catch (KafkaException e) {
            String reason = failures.describe(e);
            if (!reason.equals(problems.put(client, reason))) {
                LOG.errorf("Kafka %s '%s': %s. It is tried again%s.", kind, client, reason,
                        kind.equals("producer") ? ", and what it should send waits on disk" : "");
            }
            throw e;
        }
    }

    String servers() {
        return config.getValue("kafka." + ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, String.class);
    }

    /** Whether a broker answers one of them now. */
    boolean connected() {
        boolean any = false;
        for (Connection connection : connections.values()) {
            any |= connection.connected();
        }
        return any;
    }

    /** Those that cannot be made, by client id, with the reason. */
    Map<String, String> problems() {
        return new TreeMap<>(problems);
    }

    KafkaFailures failures() {
        return failures;
    }

    /**
     * Whether a broker answers a client, by its own metrics: it has answered within the last seconds, or since then none of the connections was
     * closed. A socket that is only being opened does not count. Thread-safe.
     */
    private static final class Connection {
        private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(5);
        private static final double NEVER = -1;
        private static final Set<String> GROUPS = Set.of("producer-metrics", "consumer-metrics");

        private final Supplier<? extends Map<MetricName, ? extends Metric>> metrics;
        private double responses;
        private double closedAtResponse = NEVER;
        private long lastResponse;

        Connection(Supplier<? extends Map<MetricName, ? extends Metric>> metrics) {
            this.metrics = metrics;
        }

        synchronized boolean connected() {
            double nowResponses = 0;
            double closed = 0;
            double count = 0;
            for (Map.Entry<MetricName, ? extends Metric> metric : metrics.get().entrySet()) {
                if (GROUPS.contains(metric.getKey().group())
                        && metric.getValue().metricValue() instanceof Double value) {
                    switch (metric.getKey().name()) {
                        case "response-total" -> nowResponses = value;
                        case "connection-close-total" -> closed = value;
                        case "connection-count" -> count = value;
                        default -> {
                            continue;
                        }
                    }
                }
            }
            long now = System.nanoTime();
            if (nowResponses > responses) {
                responses = nowResponses;
                closedAtResponse = closed;
                lastResponse = now;
            }
            boolean recent = closedAtResponse != NEVER && now - lastResponse < RECENT_NANOS;
            return count > 0 && (recent || closed == closedAtResponse);
        }
    }
}
