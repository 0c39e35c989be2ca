package io.bactrian.kit;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.assertj.core.api.Assertions;
import org.assertj.core.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerNetwork;

/** Whether containers can be had here, and their links. */
public final class Containers {
    private static final String REQUIRED = "IT_CONTAINERS";

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

    /** Skips the test, saying so, where containers of these images cannot be made; fails it where they are required. */
    public static void orSkip(String... images) {
        var whyNot = whyNot(images);
        whyNot.ifPresent(reason -> System.out.println("THE IMAGE IS NOT TESTED: " + reason));
        if ("required".equals(System.getenv(REQUIRED))) {
            Assertions.assertThat(whyNot).as(REQUIRED + "=required").isEmpty();
        }
        Assumptions.assumeThat(whyNot).isEmpty();
    }

    /**
     * Takes a container off its network, or puts it back under its names, where that is not so already. What is on its way is lost without a
     * word, as by a cut cable, and its address may be another afterwards.
     */
    public static void connected(GenericContainer<?> container, boolean wanted) {
        var docker = container.getDockerClient();
        var network = container.getNetwork().getId();
        var networks = docker.inspectContainerCmd(container.getContainerId()).exec().getNetworkSettings().getNetworks()
                .values();
        if (networks.stream().anyMatch(one -> network.equals(one.getNetworkID())) == wanted) {
            return;
        }
        if (wanted) {
            docker.connectToNetworkCmd().withContainerId(container.getContainerId()).withNetworkId(network)
                    .withContainerNetwork(new ContainerNetwork().withAliases(container.getNetworkAliases())).exec();
        } else {
            docker.disconnectFromNetworkCmd().withContainerId(container.getContainerId()).withNetworkId(network).exec();
        }
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
}
