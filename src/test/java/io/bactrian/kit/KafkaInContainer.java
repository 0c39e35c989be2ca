package io.bactrian.kit;

import org.testcontainers.kafka.KafkaContainer;

/** Kafka in a container of the Apache image. */
public final class KafkaInContainer implements KafkaBroker {
    static final String IMAGE = "apache/kafka:4.1.1";

    private final int port = Ports.free();
    private final KafkaContainer container = new KafkaContainer(IMAGE);
    private boolean created;

    public KafkaInContainer() {
        Containers.publish(container, 9092, port);
    }

    @Override
    public String name() {
        return "container of " + IMAGE;
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void start() {
        if (created) {
            Containers.startAgain(container);
        } else {
            container.start();
            created = true;
        }
        Ports.awaitAnswer(port);
        createTopics();
    }

    @Override
    public void stop() {
        Containers.stop(container);
    }

    @Override
    public void kill() {
        Containers.kill(container);
    }

    @Override
    public void close() {
        container.close();
    }
}
