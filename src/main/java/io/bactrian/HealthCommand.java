package io.bactrian;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

import org.eclipse.microprofile.config.Config;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Asks the service that runs with the same configuration whether it is ready, for a container's health check and for people. */
@Command(name = "health", aliases = "status", mixinStandardHelpOptions = true, usageHelpWidth = 110, description = {
    "%nPrints what the readiness check of the running service says, and ends with 0 when it is ready, else with 1.",
    "It asks at the host and port of the service's configuration: quarkus.http.host and quarkus.http.port.%n"})
final class HealthCommand implements Callable<Integer> {
    private static final Path CONFIGURATION = Path.of("config", "application.properties");
    private static final int SAME_SOURCE_AS_QUARKUS = 260;
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(5).toMillis();
    private static final int MOST_READ = 1 << 20;
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");

    private final Config config;
    @Spec
    private CommandSpec spec;

    HealthCommand(Config config) {
        this.config = config;
    }

    /** The sources that the service itself reads, of the environment this command runs in. */
    static Config configuration() throws IOException {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().addDefaultInterceptors().addDefaultSources();
        if (Files.isReadable(CONFIGURATION)) {
            builder.withSources(new PropertiesConfigSource(CONFIGURATION.toUri().toURL(), SAME_SOURCE_AS_QUARKUS));
        }
        return builder.withDefaultValues(Map.of("quarkus.http.host", "127.0.0.1", "quarkus.http.port", "8080")).build();
    }

    @Override
    public Integer call() {
        String host = config.getValue("quarkus.http.host", String.class);
        String port = config.getValue("quarkus.http.port", String.class);
        String authority = (ANY_ADDRESS.contains(host) ? "127.0.0.1" : bracketed(host)) + ":" + port;
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://" + authority + "/observe/health/ready")
                    .toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            int status = connection.getResponseCode();
            spec.commandLine().getOut().println(body(connection));
            return status == HttpURLConnection.HTTP_OK ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (IOException | IllegalArgumentException e) {
            spec.commandLine().getErr().println("bactrian: no service answers at " + authority + " (" + e.getMessage()
                    + "); it is not running, or runs with another quarkus.http.host or quarkus.http.port");
            return ExitCode.SOFTWARE;
        }
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private static String body(HttpURLConnection connection) throws IOException {
        try (InputStream in = connection.getErrorStream() == null ? connection.getInputStream() : connection.getErrorStream()) {
            return new String(in.readNBytes(MOST_READ), StandardCharsets.UTF_8).strip();
        }
    }
}
