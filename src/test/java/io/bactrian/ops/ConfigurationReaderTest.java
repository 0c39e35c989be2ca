package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class ConfigurationReaderTest {
    @Test
    void aKeyThatIsNotGivenHasItsDefault() {
        Configuration configuration = ConfigurationReader.read(values(Map.of()));

        assertThat(configuration.mqtt().receiveMaximum()).isEqualTo(1000);
        assertThat(configuration.mqtt().sessionExpiry()).isEqualTo(Duration.ofDays(7));
        assertThat(configuration.devices().file()).isEmpty();
        assertThat(configuration.models().dir()).isEqualTo(Path.of("models"));
    }

    @Test
    void everyDefaultIsRightAndKnownToRoutes() {
        ConfigValues values = values(Map.of());
        ConfigurationReader.read(values);
        assertThat(values.problems()).isEmpty();

        Map<String, String> defaults = new ConfigurationDefaults().getProperties();
        assertThat(defaults).containsEntry("bactrian.retries.delay", "5s").doesNotContainKey("bactrian.mqtt.password")
                .allSatisfy((key, value) -> assertThat(ConfigurationReader.keys()).containsKey(key));
        ConfigValues given = values(defaults);
        ConfigurationReader.read(given);
        assertThat(given.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"4096,4096", "1k,1024", "256K,262144", "64M,67108864", "1G,1073741824", "2T,2199023255552"})
    void unitsOfSizesArePowersOf1024(String text, long bytes) {
        assertThat(ConfigurationReader.read(values(Map.of("bactrian.spool.max-bytes", text))).spool().maxBytes().asLongValue())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lots", "-1", "0", "1.5G", "G", "1kk", "9999999999T", "99999999999999999999"})
    void anythingElseIsNoSize(String text) {
        assertProblem("bactrian.spool.max-bytes", text, "expected a size such as 1G, 1 or more (");
    }

    @ParameterizedTest
    @CsvSource({"500us,500000", "10ms,10000000", "30s,30000000000", "1h,3600000000000", "7d,604800000000000"})
    void durationsHaveTheirUnits(String text, long nanos) {
        assertThat(ConfigurationReader.read(values(Map.of("bactrian.telemetry.clock-tolerance", text))).telemetry()
                .clockTolerance().toNanos()).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "soon", "-1s", "1.5s", "99999999d"})
    void anythingElseIsNoDuration(String text) {
        assertProblem("bactrian.mqtt.session-expiry", text, "expected a duration such as 30s or 7d (");
    }

    @ParameterizedTest
    @CsvSource({"bactrian.mqtt.receive-maximum,0", "bactrian.mqtt.receive-maximum,65536", "bactrian.mqtt.receive-maximum,1e3",
        "bactrian.telemetry.max-bytes,17M", "bactrian.devices.windows,10000001", "bactrian.models.scan,9ms",
        "bactrian.retries.delay,99ms", "bactrian.retries.max-tries,1001", "bactrian.rollout.shadow-share,0.0",
        "bactrian.rollout.shadow-share,1.01", "bactrian.rollout.gate.agreement,NaN", "bactrian.mqtt.keep-alive,500ms",
        "bactrian.mqtt.tls.verify-hostname,yes", "bactrian.devices.names,[", "bactrian.spool.overflow-policy,reject",
        "bactrian.rollout.probation.errors,-1", "bactrian.rollout.gate.latency-ratio,Infinity"})
    void aValueThatIsWrongOrOutOfRangeIsNamedAndTheDefaultStandsInForIt(String key, String value) {
        assertProblem(key, value, "expected ");
    }

    @Test
    void aKeyThatDoesNotExistIsAProblemWithTheNearestNamed() {
        ConfigValues values = values(Map.of("bactrian.spool.dri", "x", "quarkus.spool.dri", "x"));
        ConfigurationReader.read(values);

        assertThat(values.problems()).containsExactly("bactrian.spool.dri is not a key; did you mean bactrian.spool.dir?");
    }

    @Test
    void aKeyThatIsNearNoneIsAProblemWithoutAGuess() {
        ConfigValues values = values(Map.of("bactrian.port.80.tcp.addr", "x"));
        ConfigurationReader.read(values);

        assertThat(values.problems())
                .containsExactly(
                        "bactrian.port.80.tcp.addr is not a key: take it out of files, environment and system properties");
    }

    @Test
    void anEnvironmentVariableSaysAnUnderscoreForADashToo() {
        ConfigValues values = new ConfigValues(new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(new EnvConfigSource(Map.of("BACTRIAN_MQTT_RECEIVE_MAXIMUM", "7",
                        "BACTRIAN_MQTT_TLS_CA_PASSWORD_FILE", "", "BACTRIAN_DEAD_LETTERS_MAX_BYTES", "1M"), 300))
                .build());
        Configuration configuration = ConfigurationReader.read(values);

        assertThat(values.problems()).isEmpty();
        assertThat(configuration.mqtt().receiveMaximum()).isEqualTo(7);
        assertThat(configuration.deadLetters().maxBytes().asLongValue()).isEqualTo(1 << 20);
    }

    private static void assertProblem(String key, String value, String expected) {
        ConfigValues values = values(Map.of(key, value));
        ConfigurationReader.read(values);

        assertThat(values.problems()).singleElement().asString().startsWith(key + " = '" + value + "': " + expected);
    }

    private static ConfigValues values(Map<String, String> values) {
        return new ConfigValues(new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(values, "test", 100)).build());
    }
}
