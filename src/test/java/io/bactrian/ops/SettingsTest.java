package io.bactrian.ops;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.mqtt.MqttComponent;
import io.bactrian.rollout.Promote;
import io.bactrian.rollout.RolloutConfiguration;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

class SettingsTest {
    @TempDir
    Path dir;

    @Test
    void theShippedConfigurationIsRight() throws IOException {
        Settings settings = read(Map.of());

        assertThat(settings.configuration().mqtt().url()).isEqualTo("tcp://127.0.0.1:1883");
        assertThat(settings.tls()).isNull();
        assertThat(settings.configuration().spool().maxBytes().asLongValue()).isEqualTo(1L << 30);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> read(Map.of("bactrian.mqtt.url", "localhost", "bactrian.spool.overflow-policy", "explode",
                "bactrian.spool.max-bytes", "lots", "bactrian.mqtt.telemetry-topic", "devices/telemetry", "bactrian.models.dir",
                "/nowhere/at/all", "bactrian.mqtt.password", "tell-nobody", "kafka.bootstrap.servers", "kafka",
                "bactrian.mqtt.receive-maximum", "0", "bactrian.telemetry.clock-tolerance", "long")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("bactrian.mqtt.url = 'localhost': expected tcp://")
                .hasMessageContaining("bactrian.spool.overflow-policy = 'explode'")
                .hasMessageContaining("bactrian.spool.max-bytes")
                .hasMessageContaining("bactrian.mqtt.telemetry-topic").hasMessageContaining("bactrian.models.dir")
                .hasMessageContaining("bactrian.mqtt.username").hasMessageContaining("kafka.bootstrap.servers")
                .hasMessageContaining("bactrian.mqtt.receive-maximum")
                .hasMessageContaining("bactrian.telemetry.clock-tolerance")
                .hasMessageNotContaining("tell-nobody");
    }

    @Test
    void homeAssistantIsToldNothingUnlessItIsOnAndItsPrefixIsATopic() throws IOException {
        assertThat(read(Map.of()).routesOff()).contains("home-assistant");
        assertThat(read(Map.of("bactrian.home-assistant.enabled", "true", "bactrian.home-assistant.prefix", "my/home"))
                .routesOff()).doesNotContain("home-assistant");
        for (String prefix : List.of("home/#", "home/+", "/home", "home/", "${body}")) {
            assertThatThrownBy(() -> read(Map.of("bactrian.home-assistant.prefix", prefix)))
                    .hasMessageContaining("bactrian.home-assistant.prefix").hasMessageContaining("without wildcards");
        }
    }

    @Test
    void metricsArePushedToAUrlWithHeadersThatAreNotSaid() throws IOException {
        assertThat(read(Map.of()).configuration().metrics().otlp().endpoint()).isEmpty();
        Settings settings = read(Map.of("bactrian.metrics.otlp.endpoint", "https://collector:4318/v1/metrics",
                "bactrian.metrics.otlp.headers", "Authorization=Bearer%20tell-nobody"));
        assertThat(settings.configuration().metrics().otlp().endpoint()).hasValue("https://collector:4318/v1/metrics");
        assertThat(settings.toString()).doesNotContain("nobody");
        for (String url : List.of("collector:4318", "http://collector", "http://u:tell-nobody@collector/v1/metrics",
                "http://my_host/v1/metrics", "http://collector:99999/v1/metrics", "http://a b/v1/metrics", "http://../x")) {
            assertThatThrownBy(() -> read(Map.of("bactrian.metrics.otlp.endpoint", url)))
                    .hasMessageContaining("bactrian.metrics.otlp.endpoint")
                    .hasMessageContaining("expected http://HOST:PORT/v1/metrics").hasMessageNotContaining("nobody");
        }
        assertThatThrownBy(() -> read(Map.of("bactrian.metrics.otlp.headers", "tell nobody=1")))
                .hasMessageContaining("bactrian.metrics.otlp.headers = '…': expected NAME=VALUE")
                .hasMessageContaining("header 1").hasMessageNotContaining("nobody");
        assertThatThrownBy(() -> read(Map.of("bactrian.metrics.otlp.interval", "1s")))
                .hasMessageContaining("bactrian.metrics.otlp.interval");
    }

    @Test
    void aKeyThatNobodyReadsIsNamedWithTheOneThatWasMeant() {
        assertThatThrownBy(() -> read(Map.of("bactrian.spool.maxbytes", "1G")))
                .hasMessageContaining("bactrian.spool.maxbytes is not a key; did you mean bactrian.spool.max-bytes?");
    }

    @Test
    void aKeyThatWasReplacedIsNamedWithTheOneInItsPlace() {
        assertThatThrownBy(() -> read(Map.of("bactrian.delivery.token-file", "/etc/token", "bactrian.delivery.token.hosts",
                "cloud.example"))).hasMessageContaining("2 problem(s)")
                .hasMessageContaining("bactrian.delivery.token-file is not a key any more; set bactrian.delivery.credentials")
                .hasMessageContaining("bactrian.delivery.token.hosts is not a key any more; set bactrian.delivery.credentials");
        assertThatThrownBy(() -> read(Map.of("bactrian.delivery.token", "tell-nobody-at-all")))
                .hasMessageContaining("bactrian.delivery.token is not a key any more").hasMessageNotContaining("nobody");
    }

    @Test
    void anEnvironmentVariableMaySayADotForADash() throws IOException {
        assertThat(read(Map.of("bactrian.mqtt.tls.ca.password", "x")).configuration().mqtt().username()).isEmpty();
    }

    @Test
    void whatTheKafkaClientDoesNotTakeIsSaid() {
        assertThatThrownBy(() -> read(Map.of("kafka.security.protocol", "NONSENSE"))).hasMessageContaining("security.protocol");
    }

    @Test
    void theBrokersKeysReachTheComponent() throws IOException {
        MqttComponent component = new OpsProducers().mqtt(read(Map.of("bactrian.mqtt.url", "tcp://here:1",
                "bactrian.mqtt.client-id",
                "c", "bactrian.mqtt.username", "u", "bactrian.mqtt.password", "p", "bactrian.mqtt.receive-maximum", "7",
                "bactrian.mqtt.session-expiry", "2h", "bactrian.mqtt.keep-alive", "9s", "bactrian.telemetry.max-bytes", "3k",
                "bactrian.mqtt.tls.verify-hostname", "false")));

        PahoMqtt5Configuration options = component.getConfiguration();
        assertThat(List.of(options.getBrokerUrl(), options.getClientId(), options.getUserName(), options.getPassword(),
                options.getReceiveMaximum(), options.getSessionExpiryInterval(), options.getKeepAliveInterval(),
                component.getMaxPayloadBytes(), component.getTls().verifyHostname()))
                .containsExactly("tcp://here:1", "c", "u", "p", 7, 7200L, 9, 3072, false);
    }

    @Test
    void aPasswordMayComeFromAFile() throws IOException {
        Path secret = Files.writeString(dir.resolve("secret"), "s3cret\n");

        Settings settings = read(Map.of("bactrian.mqtt.username", "u", "bactrian.mqtt.password-file", secret.toString()));

        assertThat(settings.configuration().mqtt().password()).hasValue(new Literal("s3cret"));
        assertThat(settings.toString()).doesNotContain("s3cret");
    }

    @Test
    void modelsAndTheirRolloutHaveTheirDefaults() throws IOException {
        Settings settings = read(Map.of());

        assertRollout(settings.configuration().rollout(), Promote.GATED, 1.0, 1000, 0.95, 3.0, 0.0, 1000,
                Duration.ofMinutes(10), 0L, 5.0);
        assertThat(settings.configuration().rollout().dir()).isEqualTo(Path.of("rollout"));
        assertThat(settings.configuration().models().maxBytes().asLongValue()).isEqualTo(1L << 30);
        assertThat(settings.configuration().models().standard()).isEmpty();
        assertThat(settings.configuration().models().scan()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.api()).isEmpty();
    }

    @Test
    void theRolloutCanBeConfigured() throws IOException {
        Settings settings = read(Map.ofEntries(entry("bactrian.rollout.promote", "manual"),
                entry("bactrian.rollout.shadow-share", "0.5"), entry("bactrian.rollout.gate.messages", "50"),
                entry("bactrian.rollout.gate.agreement", "0.8"), entry("bactrian.rollout.gate.latency-ratio", "2"),
                entry("bactrian.rollout.canary-share", "0.1"), entry("bactrian.rollout.canary-messages", "70"),
                entry("bactrian.rollout.probation", "90s"), entry("bactrian.rollout.probation.errors", "3"),
                entry("bactrian.rollout.probation.latency-ratio", "4.5"), entry("bactrian.rollout.dir", dir.toString()),
                entry("bactrian.models.max-bytes", "64M"), entry("bactrian.models.default", "pump")));

        assertRollout(settings.configuration().rollout(), Promote.MANUAL, 0.5, 50, 0.8, 2.0, 0.1, 70, Duration.ofSeconds(90),
                3L,
                4.5);
        assertThat(settings.configuration().rollout().dir()).isEqualTo(dir);
        assertThat(settings.configuration().models().maxBytes().asLongValue()).isEqualTo(64L << 20);
        assertThat(settings.configuration().models().standard()).hasValue("pump");
    }

    private static void assertRollout(RolloutConfiguration rollout, Object... expected) {
        assertThat(
                List.<Object>of(rollout.promote(), rollout.shadowShare(), rollout.gate().messages(), rollout.gate().agreement(),
                        rollout.gate().latencyRatio(), rollout.canaryShare(), rollout.canaryMessages(), rollout.probation(),
                        rollout.probationErrors(), rollout.probationLatencyRatio()))
                .containsExactly(expected);
    }

    @Test
    void everyWrongRolloutKeyIsNamedWithWhatWasExpected() {
        assertThatThrownBy(() -> read(Map.ofEntries(entry("bactrian.rollout.promote", "sometimes"),
                entry("bactrian.rollout.shadow-share", "0"), entry("bactrian.rollout.gate.messages", "0"),
                entry("bactrian.rollout.gate.agreement", "95"), entry("bactrian.rollout.gate.latency-ratio", "NaN"),
                entry("bactrian.rollout.canary-share", "-0.1"), entry("bactrian.rollout.canary-messages", "many"),
                entry("bactrian.rollout.probation", "soon"), entry("bactrian.rollout.probation.errors", "-1"),
                entry("bactrian.rollout.probation.latency-ratio", "Infinity"), entry("bactrian.rollout.dir", ""),
                entry("bactrian.models.max-bytes", "huge"), entry("bactrian.rollout.gate.mesages", "5"))))
                .hasMessageContaining("13 problem(s)").hasMessageContaining("bactrian.rollout.promote = 'sometimes'")
                .hasMessageContaining("bactrian.rollout.shadow-share = '0': expected a number above 0, at most 1.0")
                .hasMessageContaining("bactrian.rollout.gate.messages = '0': expected a whole number, 1 to 1000000000")
                .hasMessageContaining("bactrian.rollout.gate.agreement = '95': expected a number, 0.0 to 1.0")
                .hasMessageContaining("bactrian.rollout.gate.latency-ratio = 'NaN'")
                .hasMessageContaining("bactrian.rollout.canary-share = '-0.1'")
                .hasMessageContaining("bactrian.rollout.canary-messages = 'many'")
                .hasMessageContaining("bactrian.rollout.probation = 'soon'")
                .hasMessageContaining("bactrian.rollout.probation.errors = '-1'")
                .hasMessageContaining("bactrian.rollout.probation.latency-ratio = 'Infinity'")
                .hasMessageContaining("bactrian.rollout.dir = ''").hasMessageContaining("bactrian.models.max-bytes = 'huge'")
                .hasMessageContaining("did you mean bactrian.rollout.gate.messages?");
    }

    @Test
    void theTokenComesFromItsKeyOrFromAFile() throws IOException {
        Path file = Files.writeString(dir.resolve("token"), "sixteen-letters!\n");

        assertThat(read(Map.of("bactrian.api.token", "sixteen-letters!")).api()).isPresent();
        assertThat(read(Map.of("bactrian.api.token-file", file.toString())).api()).isPresent();
        assertThat(read(Map.of("bactrian.api.token", "sixteen-letters!")).toString()).doesNotContain("sixteen");
    }

    @Test
    void aTokenThatIsTooShortTwiceGivenOrNotThereIsRefusedWithoutSayingIt() throws IOException {
        Path empty = Files.writeString(dir.resolve("empty"), "\n");
        Path file = Files.writeString(dir.resolve("token"), "sixteen-letters!");

        assertThatThrownBy(() -> read(Map.of("bactrian.api.token", "fifteen-letters")))
                .hasMessageContaining("bactrian.api.token")
                .hasMessageContaining("16 to 1024 printable ASCII characters").hasMessageNotContaining("fifteen");
        assertThatThrownBy(() -> read(Map.of("bactrian.api.token", "with spaces in between")))
                .hasMessageNotContaining("between");
        assertThatThrownBy(() -> read(Map.of("bactrian.api.token-file", empty.toString()))).hasMessageContaining("is empty");
        assertThatThrownBy(() -> read(Map.of("bactrian.api.token-file", "/nowhere")))
                .hasMessageContaining("/nowhere is not there");
        assertThatThrownBy(() -> read(Map.of("bactrian.api.token", "sixteen-letters!", "bactrian.api.token-file",
                file.toString()))).hasMessageContaining("one of the two").hasMessageNotContaining("sixteen");
    }

    static Settings read(Map<String, String> changes) throws IOException {
        Map<String, String> all = new HashMap<>();
        new PropertiesConfigSource(SettingsTest.class.getResource("/application.properties")).getProperties()
                .forEach(all::put);
        all.putAll(changes);
        SmallRyeConfig config = new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(all, "test", 100)).build();
        return Settings.read(config);
    }

    @Test
    void theCloudSaysWhereEdgesReachItUnlessOnlyThisMachineDoes() throws IOException {
        String url = "bactrian.cloud.deployment.url";
        for (String loopback : List.of("127.0.0.1", "127.0.0.2", "localhost", "::1")) {
            assertThat(read(Map.of("bactrian.role", "cloud", "quarkus.http.host", loopback)).listens().loopback()).isTrue();
        }
        assertThatThrownBy(() -> read(Map.of("bactrian.role", "cloud", "quarkus.http.host", "0.0.0.0")))
                .hasMessageContaining(url).hasMessageContaining("https://HOST:PORT")
                .hasMessageContaining("this listens on 0.0.0.0");
        assertThatThrownBy(() -> read(Map.of("bactrian.role", "cloud", url, "https://anna@cloud:8443")))
                .hasMessageContaining(url).hasMessageContaining("without a user");
        Settings settings = read(Map.of("bactrian.role", "cloud", "quarkus.http.host", "0.0.0.0", url, "https://cloud:8443/"));
        assertThat(DeploymentKeys.pool(settings.configuration(), 8080))
                .isEqualTo(URI.create("https://cloud:8443/bactrian/pool"));
        assertThat(read(Map.of("quarkus.http.host", "0.0.0.0")).listens().loopback()).isFalse();
    }

    @Test
    void ordersOfVersionsComeFromNowhereUnlessTheClusterIsNamedWithNodeAndNamespace() throws IOException {
        assertThat(read(Map.of()).delivers()).isFalse();
        assertThat(read(Map.of()).routesOff()).contains("deliveries", "order-states");
        assertThatThrownBy(() -> read(Map.of("bactrian.delivery.source", "kubernetes")))
                .hasMessageContainingAll("bactrian.kubernetes.node", "bactrian.delivery.namespace");
        assertThatThrownBy(() -> read(Map.of("bactrian.delivery.source", "kafka")))
                .hasMessageContaining("none, kubernetes, announcements");
        assertThatThrownBy(() -> read(Map.of("bactrian.delivery.ca", dir.resolve("missing").toString())))
                .hasMessageContainingAll("bactrian.delivery.ca", "certificates as PEM");

        Settings settings = read(Map.of("bactrian.delivery.source", "kubernetes", "bactrian.kubernetes.node", "edge-1",
                "bactrian.delivery.namespace", "bactrian", "bactrian.delivery.status-namespace", "states"));
        assertThat(settings.delivers()).isTrue();
        assertThat(settings.routesOff()).doesNotContain("deliveries", "order-states");
    }
}
