package io.bactrian.kit;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;

/** Eclipse Mosquitto in a container; its sessions outlive stop and kill. */
public final class ContainerBroker extends ServerContainer implements MqttBroker {
    static final String IMAGE = "eclipse-mosquitto:2";

    public ContainerBroker(int maxInflight) {
        super(mosquitto(maxInflight), IMAGE, 1883);
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
