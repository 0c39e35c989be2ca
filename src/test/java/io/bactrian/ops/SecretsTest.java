package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

class SecretsTest {
    static final List<String> ODD = List.of("a${HOME}b", "$${x}$", "${not.there}", "${", "}${a:${b}}", "\\${x}", "\\\\", "a\\",
            " spaces around ", "   ", "\ttab", "{{x}}", "{{?x}}", "RAW(x)", "RAW{x}", "&a=b&c", "100%", "%41", "+", "#", "!",
            "a=b:c", "\"quoted\"", "'", "`id`", "sésame", "\uD83D\uDD11", "p,q", "${aes-gcm-nopadding::x}", "line\nline");

    private static final String JAAS = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"${u}\" "
            + "password=\" {{p}} \\\" \\\\ ${x} \";";

    @TempDir
    Path dir;

    @ParameterizedTest
    @FieldSource("ODD")
    void aSecretInTheEnvironmentIsTakenToTheLetter(String secret) throws IOException {
        assertIsWhatIsUsed(secret, environment(Map.of("BACTRIAN_MQTT_USERNAME", secret, "BACTRIAN_MQTT_PASSWORD", secret,
                "BACTRIAN_MQTT_TLS_CA", dir.toString(), "KAFKA_SSL_KEY_PASSWORD", secret, "KAFKA_SASL_JAAS_CONFIG", JAAS)));
    }

    @ParameterizedTest
    @FieldSource("ODD")
    void aSecretInAPropertiesFileIsTakenToTheLetter(String secret) throws IOException {
        Properties properties = new Properties();
        properties.putAll(Map.of("bactrian.mqtt.username", secret, "bactrian.mqtt.password", secret, "kafka.ssl.key.password",
                secret, "kafka.sasl.jaas.config", JAAS));
        StringWriter text = new StringWriter();
        properties.store(text, null);
        Path file = Files.writeString(dir.resolve("application.properties"), text.toString());

        assertIsWhatIsUsed(secret, builder().withSources(new PropertiesConfigSource(file.toUri().toURL(), 400)).build());
    }

    @ParameterizedTest
    @FieldSource("ODD")
    void aSecretInAFileIsTakenToTheLetterButForOneLineEnd(String secret) throws IOException {
        for (String end : List.of("", "\n", "\r\n")) {
            Path file = Files.writeString(dir.resolve("secret"), secret + end);
            Path jaas = Files.writeString(dir.resolve("jaas"), JAAS + end);

            assertIsWhatIsUsed(secret, environment(Map.of("BACTRIAN_MQTT_USERNAME", secret, "BACTRIAN_MQTT_PASSWORD_FILE",
                    file.toString(), "KAFKA_SSL_KEY_PASSWORD_FILE", file.toString(), "KAFKA_SASL_JAAS_CONFIG_FILE",
                    jaas.toString())));
        }
    }

    private static void assertIsWhatIsUsed(String secret, SmallRyeConfig config) {
        ConfigValues values = new ConfigValues(config);
        Configuration configuration = ConfigurationReader.read(values);
        assertThat(configuration.mqtt().username().orElseThrow().text()).isEqualTo(secret);
        assertThat(configuration.mqtt().password().orElseThrow().text()).isEqualTo(secret);
        assertThat(KafkaKeys.producer(config)).containsEntry("ssl.key.password", new Password(secret))
                .containsEntry("sasl.jaas.config", new Password(JAAS));
        KafkaKeys.check(values);
        assertThat(values.problems()).isEmpty();
    }

    @Test
    void everySecretReachesItsPlaceInTheSettings() throws IOException {
        Path pem = Files.writeString(dir.resolve("ca.p12"), "");
        Path file = Files.writeString(dir.resolve("secret"), "${a}\n\n");

        Settings settings = Settings.read(shipped(Map.of("bactrian.mqtt.username", " ${u} ", "bactrian.mqtt.password",
                " ${p} ", "bactrian.mqtt.tls.ca", pem.toString(), "bactrian.mqtt.tls.ca-password", " ${t} ",
                "bactrian.mqtt.tls.certificate", pem.toString(), "bactrian.mqtt.tls.key-password-file", file.toString(),
                "bactrian.api.token", "${token}-${of-16+}")));

        assertThat(settings.configuration().mqtt().username()).hasValue(new Literal(" ${u} "));
        assertThat(settings.configuration().mqtt().password()).hasValue(new Literal(" ${p} "));
        assertThat(settings.tls().trustPassword()).isEqualTo(" ${t} ");
        assertThat(settings.tls().keyPassword()).isEqualTo("${a}\n");
        assertThat(settings.api()).isPresent();
        assertThat(settings.toString()).doesNotContain("${p}", "${t}", "${a}", "${token}");
    }

    @Test
    void whatIsNoSecretIsExpandedAsBefore() throws IOException {
        assertThat(Settings.read(shipped(Map.of("where", "example", "bactrian.mqtt.url", "tcp://${where}:1883")))
                .configuration().mqtt().url()).isEqualTo("tcp://example:1883");
        assertThat(KafkaKeys.producer(shipped(Map.of("where", "/tls", "kafka.ssl.truststore.location", "${where}/ca.pem"))))
                .containsEntry("ssl.truststore.location", "/tls/ca.pem");
    }

    @Test
    void aSecretThatIsGivenTwiceIsRefusedForEveryKeyOfIts() throws IOException {
        Path file = Files.writeString(dir.resolve("secret"), "tell-nobody-at-all");
        for (String key : List.of("bactrian.mqtt.password", "bactrian.mqtt.tls.ca-password", "bactrian.mqtt.tls.key-password",
                "bactrian.api.token", "kafka.sasl.jaas.config", "kafka.ssl.key.password", "kafka.ssl.keystore.key",
                "kafka.ssl.truststore.password")) {
            assertThatThrownBy(() -> Settings.read(shipped(Map.of("bactrian.mqtt.username", "u", key,
                    "tell-nobody-either", key + "-file", file.toString()))))
                    .hasMessageContaining(key + "-file = '…': expected one of the two (" + key + " is given too)")
                    .hasMessageNotContaining("tell-nobody");
        }
    }

    @Test
    void aSecretFileThatIsMissingADirectoryEmptyOrNoTextIsNamed() throws IOException {
        Path empty = Files.writeString(dir.resolve("empty"), "\n");
        Path bytes = Files.write(dir.resolve("bytes"), new byte[]{'s', 'e', (byte) 0xc3, 'x'});
        Path large = Files.write(dir.resolve("large"), new byte[(1 << 20) + 2]);

        assertRefused(dir.resolve("missing"), "is not there, or may not be read");
        assertRefused(dir, "is not there, or may not be read");
        assertRefused(empty, "is empty");
        assertRefused(bytes, "is not UTF-8 text");
        assertRefused(large, "is larger than 1048576 bytes");
    }

    private void assertRefused(Path file, String why) {
        for (String key : List.of("bactrian.mqtt.password-file", "bactrian.api.token-file", "kafka.sasl.jaas.config-file")) {
            assertThatThrownBy(
                    () -> Settings.read(shipped(Map.of("bactrian.mqtt.username", "u", key, file.toString()))))
                    .hasMessageContaining(key).hasMessageContaining(file + " " + why);
        }
        assertThatThrownBy(() -> KafkaKeys.producer(shipped(Map.of("kafka.ssl.key.password-file", file.toString()))))
                .hasMessageContaining(file + " " + why);
    }

    @Test
    void anErrorNeverTellsASecret() {
        assertNotTold("bactrian.api.token", "tell-nobody");
        assertNotTold("kafka.sasl.jaas.config", "tell-nobody");
        assertNotTold("kafka.sasl.jaas.config", "some.Module required password=\"tell\" -nobody\" x;");
        assertNotTold("kafka.sasl.jaas.config", "some.Module tell-nobody password=\"x\";");
        assertNotTold("bactrian.mqtt.url", "tcp://user:tell-nobody@broker:1883");
        assertNotTold("bactrian.mqtt.url", "tcp://user:tell-nobody@broker and more");
    }

    private static void assertNotTold(String key, String value) {
        assertThatThrownBy(() -> Settings.read(shipped(Map.of(key, value)))).hasMessageContaining(key)
                .hasMessageNotContaining("tell").hasMessageNotContaining("nobody");
    }

    private static SmallRyeConfig shipped(Map<String, String> changes) throws IOException {
        Map<String, String> all = new HashMap<>(
                new PropertiesConfigSource(SecretsTest.class.getResource("/application.properties")).getProperties());
        all.putAll(changes);
        return builder().withSources(new PropertiesConfigSource(all, "test", 100)).build();
    }

    private static SmallRyeConfig environment(Map<String, String> variables) {
        return builder().withSources(new EnvConfigSource(variables, 300)).build();
    }

    private static SmallRyeConfigBuilder builder() {
        return new SmallRyeConfigBuilder().addDefaultInterceptors();
    }
}
