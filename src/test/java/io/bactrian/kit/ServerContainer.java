package io.bactrian.kit;

import org.testcontainers.containers.GenericContainer;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;

/** A server in a container; stop, kill and start are done to the same container, so its data stay, as does its port. */
abstract class ServerContainer {
    final int port = Ports.free();
    private final GenericContainer<?> container;
    private final String image;
    private boolean created;

    /** @param inside the port that is published as 127.0.0.1:{@link #port} */
    ServerContainer(GenericContainer<?> container, String image, int inside) {
        this.container = container;
        this.image = image;
        container.withCreateContainerCmdModifier(command -> command.getHostConfig()
                .withPortBindings(new PortBinding(Binding.bindIpAndPort("127.0.0.1", port), ExposedPort.tcp(inside))));
    }

    public String name() {
        return "container of " + image;
    }

    public void start() {
        if (created) {
            container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
        } else {
            container.start();
            created = true;
        }
        Ports.awaitAnswer(port);
    }

    public void stop() {
        container.getDockerClient().stopContainerCmd(container.getContainerId()).withTimeout(30).exec();
    }

    public void kill() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    /** Takes it off its network, or puts it back. */
    public void connected(boolean wanted) {
        Containers.connected(container, wanted);
    }

    public void close() {
        container.close();
    }
}
