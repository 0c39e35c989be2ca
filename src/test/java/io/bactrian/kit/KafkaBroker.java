package io.bactrian.kit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** A Kafka broker on loopback ports that stay the same over restarts, as do its records. */
public interface KafkaBroker extends AutoCloseable {
    String SAMPLES = "bactrian.samples";
    String DEAD_LETTERS = "bactrian.dead-letters";

    /** What it is, for people. */
    String name();

    /** {@code host:port}, for {@code kafka.bootstrap.servers}. */
    String bootstrapServers();

    /** Starts it, or starts it again with its records; returns when it answers and has both topics. */
    void start();

    /** Ends it in order. */
    void stop();

    /** Ends it at once, as a power cut does. */
    void kill();

    @Override
    void close();

    /** Makes the samples topic with three partitions and the dead letters' with one, where they are not there yet. */
    default void createTopics() {
        createTopic(SAMPLES, 3);
        createTopic(DEAD_LETTERS, 1);
    }

    /** Makes a topic where it is not there yet. */
    default void createTopic(String name, int partitions) {
        createTopic(new NewTopic(name, partitions, (short) 1));
    }

    /** The same, of which the newest value of each key stays. */
    default void createCompactedTopic(String name) {
        createTopic(new NewTopic(name, 1, (short) 1).configs(Map.of("cleanup.policy", "compact")));
    }

    private void createTopic(NewTopic topic) {
        Map<String, Object> settings = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000, AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) Patience.LONG.toMillis());
        try (var admin = Admin.create(settings)) {
            createTopic(admin, topic);
        }
    }

    private static void createTopic(Admin admin, NewTopic topic) {
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("Cannot create the Kafka topic " + topic.name(), e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while creating the Kafka topic " + topic.name(), e);
        }
    }
}
