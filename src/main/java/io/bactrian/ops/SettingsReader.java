package io.bactrian.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.Config;

import io.bactrian.model.Durations;
import io.bactrian.mqtt.MqttSettings;
import io.bactrian.mqtt.MqttTls;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.spool.WhenFull;
import io.bactrian.telemetry.DeviceTopics;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Turns keys into {@link Settings}, or says everything that is wrong with them at once. */
final class SettingsReader {
    private static final Pattern BROKER = Pattern.compile("(tcp|mqtt|ssl|mqtts|ws|wss)://[^/\\s]+(/.*)?");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final String DURATION = "a duration such as 30s or 7d";

    private final Keys keys;
    private final Config config;

    private SettingsReader(Keys keys, Config config) {
        this.keys = keys;
        this.config = config;
    }

    /** @throws ConfigurationException with one line for each thing that is wrong */
    static Settings read(Config config) {
        Keys keys = new Keys(config);
        Settings settings = new SettingsReader(keys, config).read();
        if (!keys.problems().isEmpty()) {
            throw new ConfigurationException("The configuration has " + keys.problems().size() + " problem(s):\n  - "
                    + String.join("\n  - ", keys.problems()));
        }
        return settings;
    }

    private Settings read() {
        MqttSettings mqtt = mqtt();
        DeviceTopics topics = topics();
        Settings.Telemetry telemetry = new Settings.Telemetry(
                zeroIfNull(keys.required("bactrian.telemetry.max-bytes", "1 to 16M", size(16L << 20))).intValue(),
                keys.required("bactrian.telemetry.clock-tolerance", DURATION, Durations::parse));
        Settings.Devices devices = new Settings.Devices(
                keys.optional("bactrian.devices.file", "a YAML file that can be read", SettingsReader::file),
                zeroIfNull(keys.required("bactrian.devices.windows", "1 to 10000000", number(10_000_000))).intValue());
        Path models = keys.required("bactrian.models.dir", "a folder of models", SettingsReader::folder);
        SpoolSettings spool = spool();
        keys.required("kafka.bootstrap.servers", "host:port, or several with commas", SettingsReader::servers);
        checkKafka();
        return new Settings(mqtt, topics, telemetry, devices, models, spool, kafkaTopic("bactrian.samples.topic"),
                kafkaTopic("bactrian.dead-letters.topic"),
                keys.optional("bactrian.routes.dir", "a folder of *.camel.yaml files", SettingsReader::folder));
    }

    private MqttSettings mqtt() {
        String url = keys.required("bactrian.mqtt.url", "tcp://HOST:PORT, or mqtts:// for TLS", text(BROKER));
        String client = keys.required("bactrian.mqtt.client-id", "a name of its own", Function.identity());
        Optional<String> username = keys.optional("bactrian.mqtt.username");
        Optional<String> password = keys.optional("bactrian.mqtt.password");
        Optional<String> secret = keys.optional("bactrian.mqtt.password-file", "a file with the password",
                SettingsReader::line);
        Optional<Path> trust = keys.optional("bactrian.mqtt.tls.ca", "a PEM file or keystore", SettingsReader::file);
        Optional<String> trustPassword = keys.optional("bactrian.mqtt.tls.ca-password");
        Optional<Path> certificate = keys.optional("bactrian.mqtt.tls.certificate", "a PEM file or keystore",
                SettingsReader::file);
        Optional<Path> key = keys.optional("bactrian.mqtt.tls.key", "a PEM file", SettingsReader::file);
        Optional<String> keyPassword = keys.optional("bactrian.mqtt.tls.key-password");
        Boolean verify = keys.required("bactrian.mqtt.tls.verify-hostname", "true or false", SettingsReader::bool);
        Number inFlight = keys.required("bactrian.mqtt.receive-maximum", "1 to 65535", number(65_535));
        Duration expiry = keys.required("bactrian.mqtt.session-expiry", DURATION, Durations::parse);
        Duration keepAlive = keys.required("bactrian.mqtt.keep-alive", DURATION, Durations::parse);
        if (username.isEmpty() && (password.isPresent() || secret.isPresent())) {
            keys.problem("bactrian.mqtt.username", "", "the user the password belongs to", "a password is given");
        }
        return keys.together(all -> new MqttSettings(url, username.orElse(null), secret.or(() -> password).orElse(null),
                trust.isPresent() || certificate.isPresent() || key.isPresent() || !verify
                        ? new MqttTls(trust.orElse(null), trustPassword.orElse(null), certificate.orElse(null),
                                key.orElse(null),
                                keyPassword.orElse(null), verify)
                        : null,
                client, inFlight.intValue(), expiry, Math.toIntExact(keepAlive.toSeconds()),
                MqttSettings.of(url, client).maxWaitingPublishes()));
    }

    private DeviceTopics topics() {
        Pattern names = keys.required("bactrian.devices.names", "a regular expression", Pattern::compile);
        String inference = keys.required("bactrian.mqtt.inference-topic", "a topic with one level {device}",
                value -> new DeviceTopics("+", value, names).inference("{device}"));
        return keys.required("bactrian.mqtt.telemetry-topic", "a topic filter whose first level '+' names the device",
                value -> inference == null ? null : new DeviceTopics(value, inference, names));
    }

    private SpoolSettings spool() {
        Path dir = keys.required("bactrian.spool.dir", "a folder that can be written to", Path::of);
        Number bytes = keys.required("bactrian.spool.max-bytes", "a size such as 1G", size(Long.MAX_VALUE));
        WhenFull whenFull = keys.required("bactrian.spool.when-full", "block, drop-oldest or drop-newest", WhenFull::of);
        return keys.together(all -> new SpoolSettings(dir, bytes.longValue(), whenFull));
    }

    private void checkKafka() {
        Map<String, Object> settings = new HashMap<>(Kafka.configured(config));
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        try {
            new ProducerConfig(settings);
        } catch (ConfigException e) {
            keys.problem("kafka.*", "…", "what the Kafka client takes", e.getMessage());
        }
    }

    private String kafkaTopic(String key) {
        return keys.required(key, "the name of a Kafka topic", text(TOPIC));
    }

    private static Number zeroIfNull(Number number) {
        return number == null ? 0 : number;
    }

    private static Function<String, String> text(Pattern form) {
        return value -> {
            if (!form.matcher(value).matches()) {
                throw new IllegalArgumentException("it does not have that form");
            }
            return value;
        };
    }

    private static Function<String, Number> number(long most) {
        return value -> within(Long.parseLong(value), most);
    }

    private static Function<String, Number> size(long most) {
        return value -> within(Sizes.parse(value), most);
    }

    private static Number within(long value, long most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("it is out of range");
        }
        return value;
    }

    private static boolean bool(String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("it is neither");
        }
        return value.equals("true");
    }

    private static Path file(String value) {
        Path path = Path.of(value);
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw new IllegalArgumentException(path.toAbsolutePath() + " is not there, or may not be read");
        }
        return path;
    }

    private static Path folder(String value) {
        Path path = Path.of(value);
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException(path.toAbsolutePath() + " is not a folder");
        }
        return path;
    }

    private static String line(String value) {
        try {
            return Files.readString(file(value)).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(e.toString(), e);
        }
    }

    private static String servers(String value) {
        for (String server : value.split(",")) {
            if (!server.strip().matches(".+:\\d{1,5}")) {
                throw new IllegalArgumentException("'" + server.strip() + "' is not host:port");
            }
        }
        return value;
    }
}
