package io.bactrian.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import io.bactrian.delivery.remote.CredentialFile;
import io.bactrian.delivery.remote.S3Settings;
import io.bactrian.delivery.remote.Stores;
import io.bactrian.kit.Patience;
import io.bactrian.rollout.ModelStatus;
import io.bactrian.rollout.State;

/** Deliveries between a server of the test's and a folder of its own. One thread. */
final class DeliveryRig implements AutoCloseable {
    /** More than any test needs: whoever fetches the same again and again gets there, and waits for nothing. */
    private static final long MOST_BYTES = 24 << 20;
    private static final int MOST_REQUESTS = 300;

    final ArchiveServer server = new ArchiveServer();
    final Path dir;
    final Path local;
    final Path volume;
    final Map<String, Set<Integer>> needed = new HashMap<>();
    final Map<String, ModelStatus> models = new HashMap<>();
    final Map<String, String> labels = new HashMap<>();
    final List<Order> orders = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    Set<String> devices = Set.of();
    Set<String> sources = Set.of("test");
    boolean scanned = true;
    long maxBytes = 1 << 22;
    long capacity = 1 << 24;
    long minFree;
    int keep = 1;
    int parallel = 2;
    Duration idle = Duration.ofSeconds(20);
    Duration turn = Duration.ofMinutes(5);
    Duration retry = Duration.ofMillis(20);
    Duration look = Duration.ofMinutes(5);
    Path secrets;
    URI endpoint;
    Deliveries deliveries;
    private final HttpClient client = HttpClient.newHttpClient();
    private final StatusEvents published = new StatusEvents(
            status -> events.add(status.order() + " " + status.state() + (status.total() > 0 && status.bytes() < status.total()
                    ? "…"
                    : "")));

    DeliveryRig(Path root) {
        dir = root.resolve("delivery");
        local = root.resolve("local");
        volume = root.resolve("volume");
    }

    /** As a process that starts and knows its orders. */
    DeliveryRig start() throws IOException {
        startWithoutOrders();
        return take();
    }

    void startWithoutOrders() throws IOException {
        Files.createDirectories(volume);
        deliveries = new Deliveries(
                new DeliverySettings("edge1", sources, dir, volume, maxBytes, capacity, minFree, keep, parallel, idle,
                        turn, retry, Duration.ofSeconds(1), look),
                name -> devices.contains(name), local, new Deliveries.Models() {
                    @Override
                    public Optional<Set<Integer>> needed(String model) {
                        return scanned ? Optional.of(needed.getOrDefault(model, Set.of())) : Optional.empty();
                    }

                    @Override
                    public ModelStatus status(String model) {
                        return models.get(model);
                    }
                }, new Stores(() -> client, new CredentialFile(secrets), new S3Settings(endpoint, "us-east-1"), idle),
                System::nanoTime, Clock.systemUTC());
    }

    /** The model's version that answers, as its rollout says. */
    void serving(int version) {
        models.put("pump", new ModelStatus("pump", version,
                List.of(new ModelStatus.VersionStatus(version, State.SERVING, null, null))));
    }

    DeliveryRig take() {
        deliveries.take("test", orders, labels, Map.of());
        return this;
    }

    static Order sized(String id, int version, URI url, byte[] archive, long size) {
        return new Order(id, "pump", version, new OrderSource.Remote(url, size), Archives.sha256(archive), null,
                NodeSelector.ALL);
    }

    static Order remote(String id, int version, URI url, byte[] archive) {
        return remote(id, version, url, Archives.sha256(archive));
    }

    static Order remote(String id, int version, URI url, String sha256) {
        return new Order(id, "pump", version, new OrderSource.Remote(url), sha256, null, NodeSelector.ALL);
    }

    DeliveryRig order(Order... more) {
        orders.addAll(List.of(more));
        return take();
    }

    OrderStatus status(String id) {
        return deliveries.status().stream().filter(one -> one.order().equals(id)).findFirst().orElse(null);
    }

    String state(String id) {
        OrderStatus status = status(id);
        return status == null ? "none" : status.state();
    }

    String reason(String id) {
        return String.valueOf(status(id).reason());
    }

    void step() {
        deliveries.step();
        published.publish(deliveries.status());
    }

    /** Steps until it is so; gives up once nothing has moved for long, or the server was asked for far too much. */
    void until(String what, BooleanSupplier done) {
        boolean was = Patience.whileItMoves(() -> server.sent() + server.requests().size(), Patience.LONG, () -> {
            step();
            LockSupport.parkNanos(1_000_000);
            return done.getAsBoolean() || tooMuch();
        });
        assertThat(was && !tooMuch()).as("%s; %d requests, %d bytes; %s", what, server.requests().size(), server.sent(),
                deliveries.status()).isTrue();
    }

    private boolean tooMuch() {
        return server.sent() > MOST_BYTES || server.requests().size() > MOST_REQUESTS;
    }

    void untilState(String id, String state) {
        until(id + " is " + state, () -> state(id).equals(state));
    }

    /** What the folder of a version holds; nothing where it is not there. */
    Map<String, byte[]> version(int version) {
        Path folder = deliveries.models().resolve("pump").resolve(String.valueOf(version));
        Map<String, byte[]> files = new HashMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    if (!file.endsWith(VersionStore.NOTE)) {
                        files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    /** Names of what is on its way. */
    List<String> incoming() throws IOException {
        return Folders.in(dir.resolve("incoming")).stream().map(path -> path.getFileName().toString()).toList();
    }

    @Override
    public void close() {
        deliveries.close();
        server.close();
    }
}
