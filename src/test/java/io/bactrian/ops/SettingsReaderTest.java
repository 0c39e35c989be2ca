package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

class SettingsReaderTest {
    @TempDir
    Path dir;

    @Test
    void theShippedConfigurationIsRight() throws IOException {
        Settings settings = read(Map.of());

        assertThat(settings.mqtt().url()).isEqualTo("tcp://127.0.0.1:1883");
        assertThat(settings.mqtt().tls()).isNull();
        assertThat(settings.spool().maxBytes()).isEqualTo(1L << 30);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> read(Map.of("bactrian.mqtt.url", "localhost", "bactrian.spool.when-full", "explode",
                "bactrian.spool.max-bytes", "lots", "bactrian.mqtt.telemetry-topic", "devices/telemetry", "bactrian.models.dir",
                "/nowhere/at/all", "bactrian.mqtt.password", "tell-nobody", "kafka.bootstrap.servers", "kafka",
                "bactrian.mqtt.receive-maximum", "0", "bactrian.telemetry.clock-tolerance", "long")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("bactrian.mqtt.url = 'localhost': expected tcp://")
                .hasMessageContaining("bactrian.spool.when-full = 'explode'").hasMessageContaining("bactrian.spool.max-bytes")
                .hasMessageContaining("bactrian.mqtt.telemetry-topic").hasMessageContaining("bactrian.models.dir")
                .hasMessageContaining("bactrian.mqtt.username").hasMessageContaining("kafka.bootstrap.servers")
                .hasMessageContaining("bactrian.mqtt.receive-maximum")
                .hasMessageContaining("bactrian.telemetry.clock-tolerance")
                .hasMessageNotContaining("tell-nobody");
    }

    @Test
    void aKeyThatNobodyReadsIsNamedWithTheOneThatWasMeant() {
        assertThatThrownBy(() -> read(Map.of("bactrian.spool.maxbytes", "1G")))
                .hasMessageContaining("bactrian.spool.maxbytes is not a key; did you mean bactrian.spool.max-bytes?");
    }

    @Test
    void anEnvironmentVariableMaySayADotForADash() throws IOException {
        assertThat(read(Map.of("bactrian.mqtt.tls.ca.password", "x")).mqtt().username()).isNull();
    }

    @Test
    void whatTheKafkaClientDoesNotTakeIsSaid() {
        assertThatThrownBy(() -> read(Map.of("kafka.security.protocol", "NONSENSE"))).hasMessageContaining("security.protocol");
    }

    @Test
    void aPasswordMayComeFromAFile() throws IOException {
        Path secret = Files.writeString(dir.resolve("secret"), "s3cret\n");

        Settings settings = read(Map.of("bactrian.mqtt.username", "u", "bactrian.mqtt.password-file", secret.toString()));

        assertThat(settings.mqtt().password()).isEqualTo("s3cret");
        assertThat(settings.mqtt().toString()).doesNotContain("s3cret");
    }

    private static Settings read(Map<String, String> changes) throws IOException {
        Map<String, String> all = new HashMap<>();
        new PropertiesConfigSource(SettingsReaderTest.class.getResource("/application.properties")).getProperties()
                .forEach(all::put);
        all.putAll(changes);
        SmallRyeConfig config = new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(all, "test", 100)).build();
        return SettingsReader.read(config);
    }
}
