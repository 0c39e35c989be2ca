package io.bactrian.kit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The packaged application as an own process, on the same HTTP port and spool over restarts. Give it keys with {@link #with} before
 * {@link #start()}; not safe for use by several threads.
 */
public final class Application implements AutoCloseable {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Patience.LONG).build();

    private final Path directory;
    private final int httpPort;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private Path jar = JAR;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> jvmOptions = new ArrayList<>(List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError"));
    private ChildProcess process;

    /** One that keeps its spool, routes and log in {@code directory}; nothing is started. */
    public Application(Path directory, int httpPort) {
        this.directory = directory.toAbsolutePath();
        this.httpPort = httpPort;
        with("quarkus.http.host", "127.0.0.1").with("quarkus.http.port", httpPort);
        with("bactrian.spool.dir", this.directory.resolve("spool"));
        with("bactrian.models.dir", Path.of("models").toAbsolutePath()).with("bactrian.models.default", "pump-anomaly");
        with("bactrian.rollout.dir", this.directory.resolve("rollout"));
    }

    /** One in a new directory between these brokers. */
    public static Application between(MqttBroker mqtt, KafkaBroker kafka) {
        return new Application(Scratch.directory("application"), Ports.free()).with("bactrian.mqtt.url", mqtt.url())
                .with("kafka.bootstrap.servers", kafka.bootstrapServers());
    }

    /** Sets a configuration key, given as a system property. */
    public Application with(String key, Object value) {
        properties.put(key, value.toString());
        return this;
    }

    /** Sets an environment variable of the process. */
    public Application environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Adds a JVM option, such as {@code -Xmx256m}; the last of a kind wins. */
    public Application jvm(String option) {
        jvmOptions.add(option);
        return this;
    }

    /** Runs another build than this checkout's: its {@code quarkus-run.jar}. */
    public Application build(Path other) {
        jar = other;
        return this;
    }

    /** A page of its HTTP server. */
    public URI page(String path) {
        return URI.create("http://127.0.0.1:" + httpPort + path);
    }

    /** Where spool and log are. */
    public Path directory() {
        return directory;
    }

    public Path log() {
        return directory.resolve("bactrian.log");
    }

    /** Starts the process and returns at once. */
    public Application launch() {
        if (!Files.exists(jar)) {
            throw new IllegalStateException("No " + jar.toAbsolutePath() + ": run `./mvnw package` first");
        }
        var command = new ArrayList<>(List.of(Java.executable()));
        command.addAll(jvmOptions);
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        process = ChildProcess.start("bactrian", command, environment, log());
        return this;
    }

    /** Starts the process and waits until it is ready. */
    public Application start() {
        launch();
        awaitReady(Patience.LONG);
        return this;
    }

    /** Waits until the readiness check says so. */
    public void awaitReady(Duration atMost) {
        process.await("ready", atMost, this::ready);
    }

    public boolean ready() {
        return get("/observe/health/ready").map(response -> response.statusCode() == 200).orElse(false);
    }

    /** Whether a check of readiness is down; false where none answers. */
    public boolean down(String check) {
        return get("/observe/health/ready").map(HttpResponse::body)
                .filter(body -> Pattern.compile("\"name\": \"" + check + "\",\\s*\"status\": \"DOWN\"").matcher(body).find())
                .isPresent();
    }

    /** The answer to a GET on the HTTP port, empty when there is none. */
    public Optional<HttpResponse<String>> get(String path) {
        return send(HttpRequest.newBuilder(page(path)));
    }

    /** The answer to a GET with a bearer token, empty when there is none. */
    public Optional<HttpResponse<String>> get(String path, String token) {
        return send(HttpRequest.newBuilder(page(path))
                .header("Authorization", "Bearer " + token));
    }

    /** The answer to a POST with a bearer token, empty when there is none. */
    public Optional<HttpResponse<String>> post(String path, String token) {
        return send(HttpRequest.newBuilder(page(path))
                .header("Authorization", "Bearer " + token).POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** The answer to a POST of JSON with a bearer token, empty when there is none. */
    public Optional<HttpResponse<String>> post(String path, String token, String json) {
        return send(HttpRequest.newBuilder(page(path)).header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private static Optional<HttpResponse<String>> send(HttpRequest.Builder request) {
        try {
            return Optional.of(HTTP.send(request.timeout(Patience.LONG).build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** What the metrics page says now; nothing when it does not answer. */
    public Metrics metrics() {
        return get("/observe/metrics").map(response -> Metrics.parse(response.body())).orElse(Metrics.NONE);
    }

    /** The running process. */
    public ChildProcess process() {
        return process;
    }

    /** Ends it in order (SIGTERM). Returns whether it ended by itself. */
    public boolean stop() {
        return process.stop(Patience.LONG);
    }

    /** Ends it at once (SIGKILL). */
    public void kill() {
        process.kill();
    }

    @Override
    public void close() {
        if (process != null && process.alive()) {
            stop();
        }
    }
}
