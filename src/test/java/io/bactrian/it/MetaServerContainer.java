package io.bactrian.it;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.MountableFile;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;

import io.bactrian.kit.Containers;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;
import io.bactrian.kube.MetaServerProcess;

/** The fake of KubeEdge's MetaServer in a container, from the classes of these tests. */
final class MetaServerContainer implements AutoCloseable {
    static final String IMAGE = System.getenv().getOrDefault("IT_JDK_IMAGE", "eclipse-temurin:25-jdk");
    private static final String ALIAS = "metaserver";
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final GenericContainer<?> container = new GenericContainer<>(IMAGE);
    private final int port = Ports.free();

    /** One for the devices of {@code node}, which runs. */
    MetaServerContainer(Network network, String node) {
        var path = Stream.of(MetaServerProcess.class, JsonNode.class, JsonParser.class, JsonProperty.class)
                .map(MetaServerContainer::place).toList();
        path.forEach(place -> container.withCopyFileToContainer(MountableFile.forHostPath(place), inside(place)));
        container.withCreateContainerCmdModifier(command -> command.getHostConfig().withPortBindings(
                new PortBinding(Binding.bindIpAndPort("127.0.0.1", port), ExposedPort.tcp(MetaServerProcess.CONTROL))));
        container.withNetwork(network).withNetworkAliases(ALIAS).withExposedPorts(MetaServerProcess.CONTROL)
                .withCommand("java", "-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp",
                        path.stream().map(MetaServerContainer::inside).collect(Collectors.joining(":")),
                        MetaServerProcess.class.getName(), node)
                .start();
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String inside(Path place) {
        return "/opt/" + place.getFileName();
    }

    /** Its address for containers on its network. */
    static String insideUrl() {
        return "http://" + ALIAS + ":" + MetaServerProcess.API;
    }

    /** Creates or replaces an object in the cluster. */
    void put(String plural, String json) {
        var control = URI.create("http://127.0.0.1:" + port + "/" + plural);
        try {
            var answer = HTTP.send(HttpRequest.newBuilder(control).timeout(Patience.LONG).POST(BodyPublishers.ofString(json))
                    .build(), BodyHandlers.discarding());
            if (answer.statusCode() != 204) {
                throw new IllegalStateException("The API server's fake answered " + answer.statusCode());
            }
        } catch (IOException e) {
            throw new IllegalStateException("The API server's fake does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Takes it off its network, or puts it back. */
    void connected(boolean wanted) {
        Containers.connected(container, wanted);
    }

    @Override
    public void close() {
        container.close();
    }
}
