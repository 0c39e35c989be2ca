package io.bactrian.bench.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.bactrian.bench.Programs;
import io.bactrian.kit.ChildProcess;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;

/** A peer below {@code bench/}; its packages are installed when they are not there. */
final class PeerServer implements Server {
    private static final Duration INSTALL = Duration.ofMinutes(15);
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String name;
    private final List<String> needs;
    private final Path installed;
    private final List<List<String>> install;
    private final List<String> command;
    private final boolean speaksGrpc;
    private ChildProcess process;
    private URI server;
    private URI grpc;

    private PeerServer(String name, List<String> needs, Path installed, List<List<String>> install, List<String> command,
            boolean speaksGrpc) {
        this.name = name;
        this.needs = needs;
        this.installed = installed;
        this.install = install;
        this.command = command;
        this.speaksGrpc = speaksGrpc;
    }

    static PeerServer node() {
        var directory = Path.of("bench", "node-http-peer").toAbsolutePath();
        return new PeerServer("Node.js, fastify", List.of("node", "npm"), directory.resolve("node_modules/.package-lock.json"),
                List.of(List.of("npm", "--prefix", directory.toString(), "ci", "--ignore-scripts", "--no-audit", "--no-fund")),
                List.of("node", directory.resolve("server.js").toString()), false);
    }

    static PeerServer kserve() {
        var directory = Path.of("bench", "python-http-peer").toAbsolutePath();
        var venv = directory.resolve("venv");
        var python = venv.resolve(Path.of("bin", "python")).toString();
        var done = venv.resolve("installed");
        return new PeerServer("KServe, Python", List.of("python3"), done,
                List.of(List.of("python3", "-m", "venv", venv.toString()),
                        List.of(python, "-m", "pip", "install", "-q", "-r", directory.resolve("requirements.txt").toString()),
                        List.of(python, "-c", "open('" + done + "', 'w').close()")),
                List.of(python, directory.resolve("server.py").toString()), true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> missing() {
        return needs.stream().filter(program -> Programs.firstLine(program, "--version").isEmpty()).findFirst()
                .map(program -> "no " + program + " on PATH");
    }

    @Override
    public void start(List<Subject> subjects, Path directory) {
        if (!Files.exists(installed)) {
            for (var step : install) {
                ChildProcess.start(String.join(" ", step), step, Map.of(), directory.resolve("install.log")).awaitEnd(INSTALL);
            }
        }
        int port = Ports.free();
        server = URI.create("http://127.0.0.1:" + port);
        var environment = new HashMap<>(Server.peer(subjects, port));
        grpc = URI.create("http://127.0.0.1:" + Ports.free());
        environment.put("PEER_GRPC_PORT", Integer.toString(grpc.getPort()));
        process = ChildProcess.start(name, command, environment, directory.resolve("peer.log"));
        process.await("ready", Patience.LONG, this::ready);
    }

    private boolean ready() {
        try {
            return client.send(HttpRequest.newBuilder(server.resolve("/v2/health/ready")).build(), BodyHandlers.discarding())
                    .statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public LinkedHashMap<String, Call> calls(Subject subject) {
        var calls = BactrianServer.httpCalls(server, subject);
        if (speaksGrpc) {
            calls.put("gRPC", new GrpcCall(grpc, subject));
        }
        return calls;
    }

    @Override
    public Duration cpu() {
        return process.cpu();
    }

    @Override
    public void close() {
        if (process != null) {
            process.stop(Duration.ofSeconds(10));
        }
    }
}
