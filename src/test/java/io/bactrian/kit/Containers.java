package io.bactrian.kit;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.testcontainers.DockerClientFactory;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;

/** Whether containers can be had here. */
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
}
