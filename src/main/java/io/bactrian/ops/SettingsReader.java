package io.bactrian.ops;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.eclipse.microprofile.config.Config;

import io.bactrian.flow.ApiToken;
import io.bactrian.flow.RetrySettings;
import io.bactrian.mqtt.MqttSettings;
import io.bactrian.mqtt.MqttTls;
import io.bactrian.rollout.RolloutSettings;
import io.bactrian.spool.OverflowPolicy;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.spool.SpoolSettings.Capacity;
import io.bactrian.telemetry.DeviceTopics;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Makes {@link Settings} of what is configured, or reports everything that is wrong with it at once. */
final class SettingsReader {
    private static final Pattern BROKER = Pattern.compile("(tcp|mqtt|ssl|mqtts|ws|wss)://[^/\\s@]+(/.*)?");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern SERVERS = Pattern.compile("[^,]+:\\d{1,5}\\s*(,[^,]+:\\d{1,5}\\s*)*");

    private static final Pattern API = Pattern.compile("https?://[^/\\s@]+(/[^\\s?#]*)?");
    private static final Pattern TWIN = Pattern.compile("[a-zA-Z0-9\\-_.,:/@#]{0,100}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    private final ConfigValues values;
    private final Configuration configuration;

    private SettingsReader(ConfigValues values) {
        this.values = values;
        this.configuration = ConfigurationReader.read(values);
    }

    /** @throws ConfigurationException with one line for each thing that is wrong */
    static Settings read(Config config) {
        ConfigValues values = new ConfigValues(config);
        Settings settings = new SettingsReader(values).read();
        if (!values.problems().isEmpty()) {
            throw new ConfigurationException("The configuration has " + values.problems().size() + " problem(s):\n  - "
                    + String.join("\n  - ", values.problems()));
        }
        return settings;
    }

    private Settings read() {
        Optional<ApiToken> token = configuration.api().token()
                .map(secret -> values.checkedSecret("bactrian.api.token", secret.text(), "a secret", ApiToken::of));
        Settings settings = new Settings(configuration, attempt(this::mqtt), topics(), attempt(this::rollout),
                attempt(this::spool), new RetrySettings(configuration.retries().maxTries(), configuration.retries().maxAge(),
                        configuration.retries().maxBytes().asLongValue()),
                token);
        form("bactrian.samples.topic", configuration.samples().topic(), TOPIC, "the name of a Kafka topic");
        form("bactrian.dead-letters.topic", configuration.deadLetters().topic(), TOPIC, "the name of a Kafka topic");
        form("kafka.bootstrap.servers", values.text("kafka.bootstrap.servers").orElse(""), SERVERS,
                "host:port, or several with commas");
        files();
        kubernetes();
        KafkaKeys.check(values);
        return settings;
    }

    private void kubernetes() {
        KubernetesConfiguration kubernetes = configuration.kubernetes();
        kubernetes.url().ifPresent(url -> form("bactrian.kubernetes.url", url, API, "http://HOST:PORT or https://HOST:PORT"));
        kubernetes.node().ifPresent(node -> form("bactrian.kubernetes.node", node, NAME, "the name of a node"));
        kubernetes.namespace().ifPresent(name -> form("bactrian.kubernetes.namespace", name, NAME, "the name of a namespace"));
        form("bactrian.twins.namespace", configuration.twins().namespace(), NAME, "the name of a namespace");
        form("bactrian.twins.prefix", configuration.twins().prefix(), TWIN, "letters, digits and -_.,:/@#, 100 at most");
        if (configuration.devices().source() != DevicesSource.KUBERNETES) {
            return;
        }
        if (kubernetes.node().isEmpty()) {
            values.problem("bactrian.kubernetes.node", "",
                    "the name of this node, from spec.nodeName of the pod, or as kubectl get nodes has it",
                    "bactrian.devices.source is kubernetes");
        }
        configuration.devices().file().ifPresent(file -> values.problem("bactrian.devices.file", file.toString(),
                "none, or bactrian.devices.source = file", "bactrian.devices.source is kubernetes"));
    }

    private void files() {
        file("bactrian.devices.file", configuration.devices().file(), "a YAML file that can be read");
        file("bactrian.mqtt.tls.ca", configuration.mqtt().tls().ca(), "a PEM file or keystore");
        file("bactrian.mqtt.tls.certificate", configuration.mqtt().tls().certificate(), "a PEM file or keystore");
        file("bactrian.mqtt.tls.key", configuration.mqtt().tls().key(), "a PEM file");
        values.checked("bactrian.models.dir", configuration.models().dir().toString(), "a folder of models",
                ReadablePath::folder);
        configuration.routes().dir().ifPresent(dir -> values.checked("bactrian.routes.dir", dir.toString(),
                "a folder of *.camel.yaml files", ReadablePath::folder));
    }

    private MqttSettings mqtt() {
        MqttConfiguration mqtt = configuration.mqtt();
        form("bactrian.mqtt.url", mqtt.url(), BROKER, "tcp://HOST:PORT, or mqtts:// for TLS, without a user");
        if (mqtt.username().isEmpty() && mqtt.password().isPresent()) {
            values.problem("bactrian.mqtt.username", "", "the user the password belongs to", "a password is given");
        }
        MqttSettings usual = MqttSettings.of(mqtt.url(), mqtt.clientId());
        return new MqttSettings(mqtt.url(), text(mqtt.username()), text(mqtt.password()), tls(mqtt.tls()), mqtt.clientId(),
                mqtt.receiveMaximum(), mqtt.sessionExpiry(), (int) mqtt.keepAlive().toSeconds(), usual.maxWaitingPublishes(),
                usual.maxPayloadBytes());
    }

    private static MqttTls tls(MqttConfiguration.Tls tls) {
        boolean usual = tls.ca().isEmpty() && tls.certificate().isEmpty() && tls.key().isEmpty() && tls.verifyHostname();
        return usual
                ? null
                : new MqttTls(tls.ca().orElse(null), text(tls.caPassword()), tls.certificate().orElse(null),
                        tls.key().orElse(null), text(tls.keyPassword()), tls.verifyHostname());
    }

    private DeviceTopics topics() {
        Pattern names = configuration.devices().names();
        MqttConfiguration mqtt = configuration.mqtt();
        String inference = values.checked("bactrian.mqtt.inference-topic", mqtt.inferenceTopic(),
                "a topic with one level {device}", topic -> new DeviceTopics("+", topic, names).inference("{device}"));
        return values.checked("bactrian.mqtt.telemetry-topic", mqtt.telemetryTopic(),
                "a topic filter whose first level '+' names the device",
                filter -> inference == null
                        ? null
                        : new DeviceTopics(filter, inference, names, configuration.devices().levels()));
    }

    private RolloutSettings rollout() {
        RolloutConfiguration rollout = configuration.rollout();
        return new RolloutSettings(rollout.promote(), rollout.shadowShare(), rollout.gate().messages(),
                rollout.gate().agreement(), rollout.gate().latencyRatio(), rollout.canaryShare(), rollout.canaryMessages(),
                rollout.probation(), rollout.probationErrors(), rollout.probationLatencyRatio());
    }

    private SpoolSettings spool() {
        Configuration.DeadLetters deadLetters = configuration.deadLetters();
        return new SpoolSettings(configuration.spool().dir(),
                new Capacity(configuration.spool().maxBytes().asLongValue(), configuration.spool().overflowPolicy()),
                Map.of("dead-letters", new Capacity(deadLetters.maxBytes().asLongValue(), deadLetters.overflowPolicy()),
                        "retries",
                        new Capacity(configuration.retries().maxBytes().asLongValue(), OverflowPolicy.REJECT)));
    }

    private <T> T attempt(Supplier<T> build) {
        try {
            return build.get();
        } catch (IllegalArgumentException e) {
            values.problem(e.getMessage());
            return null;
        }
    }

    private void form(String key, String value, Pattern form, String expected) {
        if (!form.matcher(value).matches()) {
            values.problem(key, value, expected, "it does not have that form");
        }
    }

    private void file(String key, Optional<Path> file, String expected) {
        file.ifPresent(path -> values.checked(key, path.toString(), expected, ReadablePath::file));
    }

    private static String text(Optional<Literal> secret) {
        return secret.map(Literal::text).orElse(null);
    }
}
