package io.bactrian.kit;

import org.testcontainers.containers.Network;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Kafka in a container of the Apache image, or of one that is started as that is. */
public final class KafkaInContainer extends ServerContainer implements KafkaBroker {
    private static final String APACHE = "apache/kafka:4.1.1";
    public static final String IMAGE = System.getenv().getOrDefault("IT_KAFKA_IMAGE", APACHE);
    private static final String ALIAS = "kafka";
    private static final String INSIDE = ALIAS + ":19092";
    private static final String ANY_ADDRESS = "0.0.0.0:19092";

    public KafkaInContainer() {
        super(kafka(), IMAGE, 9092);
    }

    /** One that is on this network too, where its address is {@link #insideServers()}. */
    public KafkaInContainer(Network network) {
        super(kafka().withNetwork(network).withNetworkAliases(ALIAS).withListener(ANY_ADDRESS, () -> INSIDE), IMAGE, 9092);
    }

    private static KafkaContainer kafka() {
        return new KafkaContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("apache/kafka"));
    }

    /** {@code host:port} for containers on its network. */
    public static String insideServers() {
        return INSIDE;
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
