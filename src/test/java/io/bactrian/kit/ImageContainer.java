package io.bactrian.kit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ExecConfig;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.startupcheck.IndefiniteWaitOneShotStartupCheckStrategy;
import org.testcontainers.containers.startupcheck.IsRunningStartupCheckStrategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;

/**
 * The project's own image as a container: read-only root, and a user that the image does not know. What it keeps is in a volume, so that
 * another container can go on with it. Not safe for use by several threads.
 */
public final class ImageContainer implements AutoCloseable {
    public static final String IMAGE = System.getenv().getOrDefault("IT_IMAGE", "bactrian:0.1.0");
    /** Unlike the default, so that whatever asks for health has to look for it. */
    private static final int HTTP = 18080;
    private static final String ANY_USER = "23456:0";
    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Patience.LONG).build();

    private final GenericContainer<?> container = new GenericContainer<>(IMAGE);
    private final int port = Ports.free();
    private final List<Bind> binds = new ArrayList<>();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    /** One whose data are in {@code data}: the name of a volume, or the path of a folder. */
    public ImageContainer(Network network, String data) {
        container.withNetwork(network).withExposedPorts(HTTP).withEnv("QUARKUS_HTTP_PORT", Integer.toString(HTTP))
                .withEnv("BACTRIAN_MQTT_URL", ContainerBroker.insideUrl())
                .withEnv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
                .withLogConsumer(this::append)
                .withStartupCheckStrategy(new IsRunningStartupCheckStrategy());
        container.setWaitStrategy(null);
        binds.add(Bind.parse(data + ":/var/lib/bactrian"));
        container.withCreateContainerCmdModifier(command -> {
            command.withUser(ANY_USER);
            command.getHostConfig()
                    .withPortBindings(new PortBinding(Binding.bindIpAndPort("127.0.0.1", port), ExposedPort.tcp(HTTP)))
                    .withReadonlyRootfs(true).withBinds(binds);
        });
    }

    /** The name of a volume that does not exist yet. */
    public static String newVolume() {
        return "bactrian-test-" + UUID.randomUUID();
    }

    /** What the image says of itself. */
    public static Map<String, String> labels() {
        return DockerClientFactory.lazyClient().inspectImageCmd(IMAGE).exec().getConfig().getLabels();
    }

    /** A file of the container, which may have ended. */
    public JsonNode json(String path) {
        return container.copyFileFromContainer(path, new ObjectMapper()::readTree);
    }

    public ImageContainer environment(String name, String value) {
        container.withEnv(name, value);
        return this;
    }

    /** Has a folder of this machine there, to read. */
    public ImageContainer mount(Path folder, String inside) {
        binds.add(Bind.parse(folder.toAbsolutePath() + ":" + inside + ":ro"));
        return this;
    }

    /** Memory that it may have, without swap. */
    public ImageContainer memory(long bytes) {
        container.withCreateContainerCmdModifier(command -> command.getHostConfig().withMemory(bytes).withMemorySwap(bytes));
        return this;
    }

    private void append(OutputFrame frame) {
        if (frame.getBytes() != null) {
            synchronized (log) {
                log.writeBytes(frame.getBytes());
            }
        }
    }

    /** Starts it and returns at once. */
    public ImageContainer launch() {
        container.start();
        return this;
    }

    /** Runs it with these arguments until it ends by itself, and returns its exit code. */
    public long run(String... arguments) {
        container.withCommand(arguments).withStartupCheckStrategy(new IndefiniteWaitOneShotStartupCheckStrategy() {
            @Override
            public StartupStatus checkStartupState(DockerClient docker, String id) {
                var status = super.checkStartupState(docker, id);
                return status == StartupStatus.FAILED ? StartupStatus.SUCCESSFUL : status;
            }
        });
        container.start();
        return container.getCurrentContainerInfo().getState().getExitCodeLong();
    }

    /** Waits until readiness is this. */
    public ImageContainer awaitReady(boolean wanted) {
        if (!Patience.whileItMoves(() -> 0, Patience.LONG, () -> ready() == wanted || !container.isRunning())
                || !container.isRunning()) {
            throw new IllegalStateException("The container is not ready=" + wanted + ": " + log());
        }
        return this;
    }

    public boolean ready() {
        return get("/observe/health/ready").map(response -> response.statusCode() == 200).orElse(false);
    }

    /** The readiness checks as JSON; empty when it does not answer. */
    public String readiness() {
        return get("/observe/health/ready").map(HttpResponse::body).orElse("");
    }

    public Metrics metrics() {
        return get("/observe/metrics").map(response -> Metrics.parse(response.body())).orElse(Metrics.NONE);
    }

    private Optional<HttpResponse<String>> get(String path) {
        try {
            return Optional.of(CLIENT.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Patience.LONG).build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** One of the service's commands, run in the running container with {@code environment} on top of its own. */
    public ExecResult command(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of("java", "@command.args"));
        command.addAll(List.of(arguments));
        return exec(environment, command);
    }

    private ExecResult exec(Map<String, String> environment, List<String> command) {
        try {
            return container.execInContainer(
                    ExecConfig.builder().command(command.toArray(String[]::new)).envVars(environment).build());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The image's own health check, run now. */
    public int healthCheck() {
        var test = container.getDockerClient().inspectImageCmd(IMAGE).exec().getConfig().getHealthcheck().getTest();
        return exec(Map.of(), test.subList(1, test.size())).getExitCode();
    }

    /** Takes it off its network, or puts it back. */
    public void connected(boolean wanted) {
        Containers.connected(container, wanted);
    }

    /** Whether the kernel killed it for want of memory. */
    public boolean outOfMemory() {
        return Boolean.TRUE.equals(container.getCurrentContainerInfo().getState().getOOMKilled());
    }

    public boolean running() {
        return container.isRunning();
    }

    /** What it has written to its console. */
    public String log() {
        synchronized (log) {
            return log.toString(StandardCharsets.UTF_8);
        }
    }

    /** Removes the container at once; the volume stays. */
    @Override
    public void close() {
        container.stop();
    }
}
