package io.bactrian.kit;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.images.builder.Transferable;

/** Eclipse Mosquitto in a container; its sessions outlive stop and kill. */
public final class ContainerBroker extends ServerContainer implements MqttBroker {
    /** Any whose command is {@code mosquitto -c /mosquitto/config/mosquitto.conf}. */
    public static final String IMAGE = System.getenv().getOrDefault("IT_MOSQUITTO_IMAGE", "eclipse-mosquitto:2");
    private static final String ALIAS = "mosquitto";

    public ContainerBroker(int maxInflight) {
        super(mosquitto(maxInflight), IMAGE, 1883);
    }

    /** One that is on this network too, where its address is {@link #insideUrl()}. */
    public ContainerBroker(int maxInflight, Network network) {
        super(mosquitto(maxInflight).withNetwork(network).withNetworkAliases(ALIAS), IMAGE, 1883);
    }

    /** {@code tcp://host:port} for containers on its network. */
    public static String insideUrl() {
        return "tcp://" + ALIAS + ":1883";
    }

    private static GenericContainer<?> mosquitto(int maxInflight) {
        var configuration = MosquittoBroker.configuration("1883", "/mosquitto/data", maxInflight, true);
        return new GenericContainer<>(IMAGE).withExposedPorts(1883)
                .withCopyToContainer(Transferable.of(configuration), "/mosquitto/config/mosquitto.conf");
    }

    @Override
    public String url() {
        return "tcp://127.0.0.1:" + port;
    }
}
