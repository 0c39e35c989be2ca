package io.bactrian.mqtt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.Assumptions;
import org.awaitility.Awaitility;

import io.bactrian.kit.Patience;

/** A mosquitto process of our own on a free loopback port, with a database that survives its restarts. */
final class Mosquitto implements AutoCloseable {
    private static final List<Path> PLACES = List.of(Path.of("/usr/sbin/mosquitto"), Path.of("/usr/bin/mosquitto"),
            Path.of("/usr/local/sbin/mosquitto"), Path.of("/opt/homebrew/sbin/mosquitto"));

    private final Path directory;
    private final int port;
    private final Path config;
    private Process process;

    private Mosquitto(Path directory, int port, List<String> lines) throws IOException {
        this.directory = directory;
        this.port = port;
        List<String> all = new ArrayList<>(List.of("user root", "listener " + port + " 127.0.0.1", "persistence true",
                "persistence_location " + directory + "/",
                "max_queued_messages 0", "set_tcp_nodelay true",
                "log_type error"));
        if (lines.stream().noneMatch(line -> line.startsWith("allow_anonymous"))) {
            all.add("allow_anonymous true");
        }
        all.addAll(lines);
        this.config = Files.write(directory.resolve("mosquitto-" + port + ".conf"), all);
    }

    /** Not started yet; skips the test, saying so, where there is no mosquitto. */
    static Mosquitto prepared(Path directory, String... lines) throws IOException {
        Assumptions.assumeThat(PLACES).as("SKIPPED: no mosquitto in any of %s; install it (apt-get install mosquitto)", PLACES)
                .anyMatch(Files::isExecutable);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Mosquitto(directory, free.getLocalPort(), List.of(lines));
        }
    }

    static Mosquitto started(Path directory, String... lines) throws IOException {
        Mosquitto broker = prepared(directory, lines);
        broker.start();
        return broker;
    }

    void start() throws IOException {
        String binary = PLACES.stream().filter(Files::isExecutable).findFirst().orElseThrow().toString();
        process = new ProcessBuilder(binary, "-c", config.toString()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("mosquitto.log").toFile())).start();
        Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10)).atMost(Duration.ofSeconds(10))

                .failFast("mosquitto ended, see " + directory.resolve("mosquitto.log"), () -> !process.isAlive())
                .until(this::answers);
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** With SIGTERM, so that it saves its database. */
    void stop() {
        if (process != null) {
            process.destroy();
            try {
                process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            process.destroyForcibly();
            process = null;
        }
    }

    /** With SIGKILL: what it has not saved is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        process = null;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    String url() {
        return "tcp://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        stop();
        try {
            Files.deleteIfExists(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
