package io.bactrian.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.bactrian.kit.ChildProcess;

/** The hand-written peer in {@code bench/node-peer}; its packages are installed with {@code npm ci} when they are not there. */
final class NodePeer extends Peer {
    private static final Path DIRECTORY = Path.of("bench", "node-peer").toAbsolutePath();

    NodePeer(Model model) {
        super("Node.js peer", model);
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
    void configure(Map<String, String> environment) {
        environment.put("NODE_ENV", "production");
    }

    @Override
    List<String> command() {
        return List.of("node", DIRECTORY.resolve("peer.js").toString());
    }
}
