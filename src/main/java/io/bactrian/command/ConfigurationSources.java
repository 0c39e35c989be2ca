package io.bactrian.command;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.eclipse.microprofile.config.Config;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The sources that the service itself reads, of the environment that a command runs in. */
final class ConfigurationSources {
    static final Path FILE = Path.of("config", "application.properties");

    private static final int FILE_AS_QUARKUS_HAS_IT = 260;
    private static final int SHIPPED_AS_QUARKUS_HAS_IT = 250;

    private ConfigurationSources() {
    }

    /** What commands need that ask the service: where it listens. */
    static Config read() throws IOException {
        return builder(FILE).withDefaultValues(Map.of("quarkus.http.host", "127.0.0.1", "quarkus.http.port", "8080")).build();
    }

    /** The same with what is shipped, as the start has it. */
    static Config complete(Path file) throws IOException {
        URL shipped = ConfigurationSources.class.getResource("/application.properties");
        return builder(file).withSources(new PropertiesConfigSource(shipped, SHIPPED_AS_QUARKUS_HAS_IT)).build();
    }

    private static SmallRyeConfigBuilder builder(Path file) throws IOException {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().addDefaultInterceptors().addDefaultSources();
        if (Files.isReadable(file)) {
            builder.withSources(new PropertiesConfigSource(file.toUri().toURL(), FILE_AS_QUARKUS_HAS_IT));
        }
        return builder;
    }
}
