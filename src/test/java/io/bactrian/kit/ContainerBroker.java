package io.bactrian.kit;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.images.builder.Transferable;

/** Eclipse Mosquitto in a container; stop, kill and start are done to the same container, so its sessions stay. */
public final class ContainerBroker implements MqttBroker {
    /** Any whose command is {@code mosquitto -c /mosquitto/config/mosquitto.conf}. */
    public static final String IMAGE = System.getenv().getOrDefault("BACTRIAN_IT_MOSQUITTO_IMAGE", "eclipse-mosquitto:2");
    static final String ALIAS = "mosquitto";

    private final int port = Ports.free();
    private final GenericContainer<?> container = new GenericContainer<>(IMAGE);
    private boolean created;

    public ContainerBroker(int maxInflight) {
        var configuration = MosquittoBroker.configuration("1883", "/mosquitto/data", maxInflight, true);
        container.withExposedPorts(1883).withCopyToContainer(Transferable.of(configuration),
                "/mosquitto/config/mosquitto.conf");
        Containers.publish(container, 1883, port);
    }

    /** Puts it on this network too, where its address is {@link #insideUrl()}; before the first start. */
    public ContainerBroker on(Network network) {
        container.withNetwork(network).withNetworkAliases(ALIAS);
        return this;
    }

    /** {@code tcp://host:port} for containers on its network. */
    public static String insideUrl() {
        return "tcp://" + ALIAS + ":1883";
    }

    @Override
    public String name() {
        return "container of " + IMAGE;
    }

    @Override
    public String url() {
        return "tcp://127.0.0.1:" + port;
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
