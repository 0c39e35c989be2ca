package io.bactrian.kit;

import org.testcontainers.kafka.KafkaContainer;

/** Kafka in a container of the Apache image. */
public final class KafkaInContainer extends ServerContainer implements KafkaBroker {
    static final String IMAGE = "apache/kafka:4.1.1";

    public KafkaInContainer() {
        super(new KafkaContainer(IMAGE), IMAGE, 9092);
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void start() {
        super.start();
        createTopics();
    }
}
