package io.bactrian.kit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.assertj.core.api.Assumptions;

/**
 * Eclipse Mosquitto as an own process on a free loopback port: sessions are on disk after {@link #stop()}, at most five seconds old after
 * {@link #kill()}.
 */
public final class MosquittoBroker extends ServerProcess implements MqttBroker {
    private static final int IN_FLIGHT_BY_DEFAULT = 20;
    private static final List<String> PLACES = List.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin");

    private final int port = Ports.free();
    private final Path directory;
    private final Path executable;
    private final int maxInflight;
    private final boolean onDisk;
    private List<String> more = List.of();

    public MosquittoBroker() {
        this(1000);
    }

    /** {@code maxInflight}: QoS 1 messages on their way to one client at a time. */
    public MosquittoBroker(int maxInflight) {
        this(maxInflight, true);
    }

    /** {@code onDisk}: whether sessions outlive the process. */
    public MosquittoBroker(int maxInflight, boolean onDisk) {
        this.onDisk = onDisk;
        this.executable = executable().orElseThrow(() -> new IllegalStateException("No mosquitto on PATH or in /usr/sbin"));
        this.maxInflight = maxInflight;
        this.directory = Scratch.directory("mosquitto");
    }

    /** One with these lines in its configuration, not started; skips the test, saying so, where there is no mosquitto. */
    public static MosquittoBroker orSkip(String... lines) {
        Assumptions.assumeThat(executable()).as("SKIPPED: no mosquitto on PATH or in %s; install it", PLACES).isPresent();
        return new MosquittoBroker(IN_FLIGHT_BY_DEFAULT).with(lines);
    }

    /** The same, started. */
    public static MosquittoBroker startedOrSkip(String... lines) {
        var broker = orSkip(lines);
        broker.start();
        return broker;
    }

    /** Where the mosquitto binary is, if this machine has one. */
    public static Optional<Path> executable() {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), PLACES.stream())
                .map(directory -> Path.of(directory, "mosquitto")).filter(Files::isExecutable).findFirst();
    }

    static String configuration(String listener, String persistenceDirectory, int maxInflight, boolean onDisk) {
        return """
               listener %s
               allow_anonymous true
               persistence %b
               persistence_location %s/
               autosave_interval 5
               max_queued_messages 0
               max_queued_bytes 0
               max_inflight_messages %d
               set_tcp_nodelay true
               log_dest stdout
               log_type error
               log_type warning
               log_type notice
               """.formatted(listener, onDisk, persistenceDirectory, maxInflight);
    }

    @Override
    public String name() {
        return "mosquitto (" + executable + ")";
    }

    @Override
    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /** Adds these lines to the configuration, in place of its own of the same keys and of those added before, from the next start on. */
    public MosquittoBroker with(String... lines) {
        more = List.of(lines);
        return this;
    }

    /** Has the broker follow these rules from its next start on, or at once where it runs with rules already. Anybody may give any user name. */
    public MosquittoBroker accessControl(String rules) {
        write(accessFile(), rules);
        accessFile().toFile().setReadable(true, false);
        if (process != null && process.alive()) {
            process.signal("HUP");
        }
        return this;
    }

    private Path accessFile() {
        return directory.resolve("access.conf");
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    @Override
    public void start() {
        var file = directory.resolve("mosquitto.conf");
        var user = "root".equals(System.getProperty("user.name")) ? "user root\n" : "";
        var access = Files.exists(accessFile()) ? "acl_file " + accessFile().toAbsolutePath() + "\n" : "";
        var lines = configuration(port + " 127.0.0.1", directory.toAbsolutePath().toString(), maxInflight, onDisk).lines()
                .filter(line -> more.stream().noneMatch(one -> key(one).equals(key(line))));
        write(file, user + lines.collect(Collectors.joining("\n", "", "\n")) + access + String.join("\n", more) + "\n");
        process = ChildProcess.start("mosquitto", List.of(executable.toString(), "-c", file.toString()), Map.of(),
                directory.resolve("mosquitto.log"));
        Ports.awaitAnswer(port, process);
    }

    private static String key(String line) {
        return line.substring(0, line.indexOf(' '));
    }
}
