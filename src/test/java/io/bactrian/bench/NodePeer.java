package io.bactrian.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.bactrian.kit.ChildProcess;

/** The hand-written peer in {@code bench/node-peer}; its packages are installed with {@code npm ci} when they are not there. */
final class NodePeer implements Contender {
    private static final Path DIRECTORY = Path.of("bench", "node-peer").toAbsolutePath();
    private final Model model;
    private ChildProcess process;

    NodePeer(Model model) {
        this.model = model;
    }

    @Override
    public String name() {
        return "Node.js peer";
    }

    @Override
    public String answers() {
        return "devices/+/inference";
    }

    @Override
    public Optional<String> missing() {
        if (Programs.firstLine("node", "--version").isEmpty()) {
            return Optional.of("no node on PATH");
        }
        return Programs.firstLine("npm", "--version").isEmpty() ? Optional.of("no npm on PATH") : Optional.empty();
    }

    @Override
    public void prepare(Path directory) {
        if (!Files.exists(DIRECTORY.resolve("node_modules/.package-lock.json"))) {
            var install = List.of("npm", "--prefix", DIRECTORY.toString(), "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            ChildProcess.start("npm ci", install, Map.of(), directory.resolve("npm.log")).awaitEnd(Duration.ofMinutes(5));
        }
    }

    @Override
    public void launch(Servers servers, Path directory) {
        var environment = new HashMap<String, String>();
        environment.put("NODE_ENV", "production");
        environment.put("PEER_MQTT", servers.mqtt().url().replace("tcp:", "mqtt:"));
        environment.put("PEER_KAFKA", servers.kafka().bootstrapServers());
        environment.put("PEER_MODEL_FILE", model.onnx().toString());
        environment.put("PEER_MODEL", model.name());
        environment.put("PEER_VERSION", model.version());
        environment.put("PEER_WINDOW", Integer.toString(model.window()));
        environment.put("PEER_CHANNELS", String.join(",", model.channels()));
        process = ChildProcess.start("node peer", List.of("node", DIRECTORY.resolve("peer.js").toString()), environment,
                directory.resolve("node-peer.log"));
    }

    @Override
    public Optional<ChildProcess> process() {
        return Optional.ofNullable(process);
    }

    @Override
    public void close() {
        if (process != null) {
            process.stop(Duration.ofSeconds(10));
        }
    }
}
