package io.bactrian.bench.http;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.regex.Pattern;

import io.bactrian.bench.Machine;
import io.bactrian.kit.LogToConsole;

/** Measures inference over the network, one server after the other, and prints one table; see bench/README.md. */
public final class HttpBench {
    private static final int MOST_CLIENTS = 16;
    private static final List<Integer> CLIENTS = List.of(1, MOST_CLIENTS);
    private static final float TOLERANCE = 1e-4f;
    private static final Duration BETWEEN = Duration.ofSeconds(1);
    private final Duration warmUp = seconds("bench.http.warm-up", 20);
    private final Duration length = seconds("bench.http.seconds", 10);
    private final Pattern only = Pattern.compile(System.getProperty("bench.http.only", ".*"));
    private final Path target = Path.of("target", "bench",
            "http-" + LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")));
    private final List<HttpTable.Row> rows = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    private HttpBench() {
    }

    public static void main(String[] arguments) throws Exception {
        LogToConsole.from(Level.WARNING);
        new HttpBench().run();
    }

    private static Duration seconds(String key, int otherwise) {
        return Duration.ofSeconds(Integer.getInteger(key, otherwise));
    }

    private static Map<String, Server> servers() {
        var servers = new LinkedHashMap<String, Server>();
        servers.put("bare", new BareServer());
        servers.put("node", PeerServer.node());
        servers.put("kserve", PeerServer.kserve());
        servers.put("before", BactrianServer.before());
        servers.put("bactrian", BactrianServer.packaged());
        return servers;
    }

    private static List<Subject> subjects() throws Exception {
        return List.of(
                Subject.of("pump-anomaly", Path.of("models/pump-anomaly/1/model.onnx"),
                        Files.readString(Path.of("models/pump-anomaly/1/model.yaml")), "score", 1, 30, 8),
                Subject.of("squeezenet", Path.of("src/test/resources/onnx/light_squeezenet.onnx"), "task: raw\nthreads: 1\n",
                        null, 1, 3, 224, 224));
    }

    private void run() throws Exception {
        var subjects = subjects();
        var servers = servers();
        for (var name : System.getProperty("bench.http.contenders", "bare,node,kserve,bactrian").split("[, ]+")) {
            var server = servers.get(name);
            if (server == null) {
                throw new IllegalArgumentException(
                        "-Dbench.http.contenders: expected some of " + servers.keySet() + ", not " + name);
            }
            var missing = server.missing();
            if (missing.isPresent()) {
                complaints.add("SKIPPED, NOT MEASURED: " + server.name() + ": " + missing.get());
                continue;
            }
            measure(server, subjects, target.resolve(name));
        }
        System.out.printf(
                "%n%s%n%d s a stretch; %d s of the server's CPU before those of an encoding; every model has one thread%n%n%s%n",
                Machine.describe(),
                length.toSeconds(), warmUp.toSeconds(), HttpTable.of(rows));
        complaints.forEach(System.out::println);
        if (!complaints.isEmpty()) {
            throw new IllegalStateException("The table is not whole: see the lines above");
        }
    }

    private void measure(Server server, List<Subject> subjects, Path directory) throws Exception {
        Files.createDirectories(directory);
        try (server) {
            server.start(subjects, directory);
            for (var subject : subjects) {
                for (var call : server.calls(subject).entrySet()) {
                    try (var request = call.getValue()) {
                        check(server, subject, request.answer());
                        measure(server, subject, call.getKey(), request);
                    }
                }
            }
        } catch (IllegalStateException e) {
            complaints.add("FAILED: " + server.name() + ": " + e.getMessage());
        }
    }

    private void measure(Server server, Subject subject, String encoding, Call request) {
        var measured = CLIENTS.stream()
                .filter(clients -> only.matcher("%s %s %d".formatted(subject.name(), encoding, clients)).matches()).toList();
        if (!measured.isEmpty()) {
            warmUp(server, request);
        }
        measured.forEach(clients -> measure(server, subject, encoding, request, clients));
    }

    /** By the CPU time that the server takes: a machine that has other work does not leave it cold. */
    private void warmUp(Server server, Call request) {
        var end = server.cpu().plus(warmUp);
        while (server.cpu().compareTo(end) < 0) {
            Load.run(request, MOST_CLIENTS, BETWEEN, server::cpu);
        }
    }

    private void measure(Server server, Subject subject, String encoding, Call request, int clients) {
        Load.run(request, clients, BETWEEN, server::cpu);
        var measured = Load.run(request, clients, length, server::cpu);
        rows.add(new HttpTable.Row(subject.name(), encoding, clients, server.name(), measured));
        System.out.printf("%s: %s, %s, %d clients: %,.0f requests/s, %,.0f µs of CPU each%n", server.name(), subject.name(),
                encoding, clients, measured.perSecond(), measured.cpuMicros());
    }

    private static void check(Server server, Subject subject, float[] answer) {
        var expected = subject.expected();
        if (answer.length != expected.length) {
            throw new IllegalStateException("%s: %d values in %s, expected %d".formatted(subject.name(), answer.length,
                    subject.output(), expected.length));
        }
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(answer[i] - expected[i]) <= TOLERANCE * Math.max(1, Math.abs(expected[i])))) {
                throw new IllegalStateException("%s: %s of %s is %s at %d, expected %s".formatted(server.name(),
                        subject.output(), subject.name(), answer[i], i, expected[i]));
            }
        }
    }
}
