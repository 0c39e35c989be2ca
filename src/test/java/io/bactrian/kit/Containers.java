package io.bactrian.kit;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;

/** What Testcontainers leaves to us: whether containers can be had at all, and stop, kill and start of the same container. */
public final class Containers {
    private Containers() {
    }

    /** Why containers of these images cannot be made here; empty when they can. Pulls what is missing, for a minute at most each. */
    public static Optional<String> whyNot(String... images) {
        var errors = LogToConsole.errorsOfContainers();
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.of("no Docker daemon can be used: " + String.join("; ", errors));
        }
        return Stream.of(images).filter(image -> !available(image)).findFirst()
                .map(image -> "the image " + image + " cannot be had");
    }

    private static boolean available(String image) {
        var docker = DockerClientFactory.lazyClient();
        try {
            docker.inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException missing) {
            return pulled(docker, image);
        }
    }

    private static boolean pulled(DockerClient docker, String image) {
        try {
            return docker.pullImageCmd(image).start().awaitCompletion(1, TimeUnit.MINUTES);
        } catch (RuntimeException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Publishes the container's {@code inside} as 127.0.0.1:{@code outside}, the same after each restart. */
    static void publish(GenericContainer<?> container, int inside, int outside) {
        container.withCreateContainerCmdModifier(command -> command.getHostConfig()
                .withPortBindings(new PortBinding(
                        Binding.bindIpAndPort("127.0.0.1", outside), ExposedPort.tcp(inside))));
    }

    static void startAgain(GenericContainer<?> container) {
        container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
    }

    static void stop(GenericContainer<?> container) {
        container.getDockerClient().stopContainerCmd(container.getContainerId()).withTimeout(30).exec();
    }

    static void kill(GenericContainer<?> container) {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }
}
