package io.bactrian.ops;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

import org.eclipse.microprofile.config.Config;

import io.bactrian.cloud.ArchiveAccess;
import io.bactrian.http.ApiToken;
import io.bactrian.http.DeviceAccess;
import io.bactrian.http.DeviceTokens;
import io.bactrian.http.InferenceAccess;
import io.bactrian.mqtt.client.MqttTls;
import io.bactrian.telemetry.DeviceTopics;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The configuration, checked as a whole, and what is made of several keys.
 *
 * @param tls                null for the JVM's own trust and no client certificate
 * @param controlTokenFile   null where the token is given as it is, or there is none
 * @param inferenceTokenFile null where the token is given as it is, or there is none
 * @param poolTokenFile      null where the token is given as it is, or there is none
 * @param deliveryTrust      what is trusted of servers of archives; empty for the JVM's own
 */
record Settings(Configuration configuration, MqttTls tls, DeviceTopics topics, Optional<ApiToken> api,
        Path controlTokenFile, Path inferenceTokenFile, Path poolTokenFile, Listens listens,
        Optional<SSLContext> deliveryTrust) {
    static final String ROLE = "bactrian.role";
    private static final String MODELS = "bactrian.models.dir";
    private static final Pattern BROKER = Pattern.compile("(tcp|mqtt|ssl|mqtts|ws|wss)://[^/\\s@]+(/.*)?");
    private static final Pattern SPARKPLUG = Pattern.compile("(\\$share/[^/+#]+/)?spBv1\\.0/.+");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+){0,7}");
    private static final Pattern SERVERS = Pattern.compile("[^,]+:\\d{1,5}\\s*(,[^,]+:\\d{1,5}\\s*)*");

    /** Whether the device directory comes from the cluster. */
    boolean kubernetes() {
        return configuration.devices().source() == DevicesSource.KUBERNETES;
    }

    /** Whether versions of models are ordered from somewhere. */
    boolean delivers() {
        return configuration.role() == Role.EDGE && configuration.delivery().source() != DeliverySource.NONE;
    }

    /** Whether they come from ConfigMaps. */
    boolean ordersFromCluster() {
        return delivers() && configuration.delivery().source().kubernetes();
    }

    /** Whether they are announced by the cloud. */
    boolean announced() {
        return delivers() && configuration.delivery().source().announcements();
    }

    /** The route files of parts that are not on. */
    Set<String> routesOff() {
        return new RoutesOff(this).names();
    }

    /** @throws ConfigurationException with one line for each thing that is wrong, in keys and in the device directory */
    static Settings read(Config config) {
        ConfigValues values = new ConfigValues(config);
        Settings settings = read(values);
        if (!values.problems().isEmpty()) {
            List<String> all = new ArrayList<>(values.problems());
            DirectoryCheck.of(settings).forEach(mistake -> all.add(mistake.text()));
            throw new ConfigurationException("The configuration has " + all.size() + " problem(s):\n  - "
                    + String.join("\n  - ", all));
        }
        return settings;
    }

    /** The same, but that {@code values} has what is wrong with keys, which then have their defaults. */
    static Settings read(ConfigValues values) {
        Configuration configuration = ConfigurationReader.read(values);
        Settings settings = new Settings(configuration, tls(values, configuration.mqtt().tls()), topics(values, configuration),
                configuration.api().token().map(
                        secret -> values.checkedSecret(Tokens.CONTROL, secret.text(), "a secret", ApiToken::of)),
                file(values, Tokens.CONTROL + "-file"), inferenceToken(values, configuration),
                file(values, ArchiveAccess.KEY + "-file"), Listens.read(values),
                DeliveryKeys.trust(values, configuration));
        forms(values, configuration);
        files(values, configuration);
        KubernetesKeys.check(values, configuration);
        DeliveryKeys.check(values, configuration);
        PoolKeys.check(values, configuration);
        DeploymentKeys.check(values, configuration, settings.listens());
        KafkaKeys.check(values);
        PushedMetrics.check(values, configuration);
        return settings;
    }

    private static void forms(ConfigValues values, Configuration configuration) {
        MqttConfiguration mqtt = configuration.mqtt();
        if (mqtt.username().isEmpty() && mqtt.password().isPresent()) {
            values.problem("bactrian.mqtt.username", "", "the user the password belongs to", "a password is given");
        }
        form(values, "bactrian.mqtt.url", mqtt.url(), BROKER, "tcp://HOST:PORT, or mqtts:// for TLS, without a user");
        mqtt.sparkplugTopic().ifPresent(topic -> form(values, "bactrian.mqtt.sparkplug-topic", topic, SPARKPLUG,
                "a filter that begins with spBv1.0/ or $share/GROUP/spBv1.0/"));
        configuration.traces().endpoint()
                .ifPresent(endpoint -> CollectorUrl.check(values, "bactrian.traces.endpoint", endpoint, "traces"));
        form(values, "bactrian.samples.topic", configuration.samples().topic(), TOPIC, "the name of a Kafka topic");
        form(values, "bactrian.drift.topic", configuration.drift().topic(), TOPIC, "the name of a Kafka topic");
        form(values, "bactrian.statistics.topic", configuration.statistics().topic(), TOPIC, "the name of a Kafka topic");
        form(values, "bactrian.cloud.data.labels-topic", configuration.cloud().data().labelsTopic(), TOPIC,
                "the name of a Kafka topic");
        form(values, "bactrian.delivery.announcements-topic", configuration.delivery().announcementsTopic(), TOPIC,
                "the name of a Kafka topic");
        form(values, "bactrian.delivery.reports-topic", configuration.delivery().reportsTopic(), TOPIC,
                "the name of a Kafka topic");
        form(values, "bactrian.dead-letters.topic", configuration.deadLetters().topic(), TOPIC, "the name of a Kafka topic");
        form(values, "bactrian.home-assistant.prefix", configuration.homeAssistant().prefix(), PREFIX,
                "a topic without wildcards, such as homeassistant");
        form(values, "kafka.bootstrap.servers", values.text("kafka.bootstrap.servers").orElse(""), SERVERS,
                "host:port, or several with commas");
    }

    static void form(ConfigValues values, String key, String value, Pattern form, String expected) {
        if (!form.matcher(value).matches()) {
            values.problem(key, value, expected, "it does not have that form");
        }
    }

    private static void files(ConfigValues values, Configuration configuration) {
        path(values, "bactrian.routes.dir", configuration.routes().dir(), "a folder of *.camel.yaml files",
                ReadablePath::folder);
        if (configuration.role() == Role.EDGE) {
            edgeFiles(values, configuration);
        }
    }

    private static void edgeFiles(ConfigValues values, Configuration configuration) {
        MqttConfiguration.Tls tls = configuration.mqtt().tls();
        path(values, "bactrian.devices.file", configuration.devices().file(), "a YAML file that can be read",
                ReadablePath::file);
        path(values, DeviceAccess.KEY, configuration.devices().tokens(), "a file of devices' tokens that can be read",
                Settings::deviceTokens);
        path(values, "bactrian.mqtt.tls.ca", tls.ca(), "a PEM file or keystore", ReadablePath::file);
        path(values, "bactrian.mqtt.tls.certificate", tls.certificate(), "a PEM file or keystore", ReadablePath::file);
        path(values, "bactrian.mqtt.tls.key", tls.key(), "a PEM file", ReadablePath::file);
        modelsFolder(values, configuration.models().dir());
    }

    /** The usual folder may be made later; one that somebody names must be there. */
    private static void modelsFolder(ConfigValues values, Path dir) {
        if (Files.exists(dir) || !dir.toString().equals(ConfigurationReader.keys().get(MODELS).getDefaultValue())) {
            path(values, MODELS, Optional.of(dir), "a folder of models", ReadablePath::folder);
        }
    }

    private static Path deviceTokens(String file) {
        DeviceTokens.parse(ReadablePath.secret(file));
        return Path.of(file);
    }

    private static Path inferenceToken(ConfigValues values, Configuration configuration) {
        configuration.inference().token()
                .ifPresent(secret -> values.checkedSecret(InferenceAccess.KEY, secret.text(), "a secret", ApiToken::of));
        return file(values, InferenceAccess.KEY + "-file");
    }

    /** Null where there is none. */
    private static Path file(ConfigValues values, String key) {
        return values.text(key).filter(name -> !name.isEmpty()).map(Path::of).orElse(null);
    }

    private static void path(ConfigValues values, String key, Optional<Path> path, String expected,
            ConfigValues.Check<Path> check) {
        path.ifPresent(given -> values.checked(key, given.toString(), expected, check));
    }

    private static MqttTls tls(ConfigValues values, MqttConfiguration.Tls tls) {
        if (tls.ca().isEmpty() && tls.certificate().isEmpty() && tls.key().isEmpty() && tls.verifyHostname()) {
            return null;
        }
        try {
            return new MqttTls(tls.ca().orElse(null), Literal.text(tls.caPassword()), tls.certificate().orElse(null),
                    tls.key().orElse(null), Literal.text(tls.keyPassword()), tls.verifyHostname());
        } catch (IllegalArgumentException e) {
            values.problem(e.getMessage());
            return null;
        }
    }

    private static DeviceTopics topics(ConfigValues values, Configuration configuration) {
        Pattern names = configuration.devices().names();
        String inference = values.checked("bactrian.mqtt.inference-topic", configuration.mqtt().inferenceTopic(),
                "a topic with one level {device}", topic -> new DeviceTopics("+", topic, names).inference("{device}"));
        return values.checked("bactrian.mqtt.telemetry-topic", configuration.mqtt().telemetryTopic(),
                "a topic filter whose first level '+' names the device",
                filter -> inference == null
                        ? null
                        : new DeviceTopics(filter, inference, names, configuration.devices().levels()));
    }
}
