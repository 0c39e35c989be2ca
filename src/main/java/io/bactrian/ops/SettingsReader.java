package io.bactrian.ops;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

import org.eclipse.microprofile.config.Config;

import io.bactrian.flow.ApiToken;
import io.bactrian.mqtt.MqttSettings;
import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.text.Durations;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Turns keys into {@link Settings}, or says everything that is wrong with them at once. */
final class SettingsReader {
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

    private static final long LEAST_PACE_MILLIS = 10;

    private final Keys keys;

    private SettingsReader(Keys keys) {
        this.keys = keys;
    }

    /** @throws ConfigurationException with one line for each thing that is wrong */
    static Settings read(Config config) {
        Keys keys = new Keys(config);
        Settings settings = new SettingsReader(keys).read();
        if (!keys.problems().isEmpty()) {
            throw new ConfigurationException("The configuration has " + keys.problems().size() + " problem(s):\n  - "
                    + String.join("\n  - ", keys.problems()));
        }
        return settings;
    }

    private Settings read() {
        MqttSettings mqtt = MqttKeys.mqtt(keys);
        DeviceTopics topics = MqttKeys.topics(keys);
        Settings.Telemetry telemetry = new Settings.Telemetry(
                Forms.zeroIfNull(keys.required("bactrian.telemetry.max-bytes", "1 to 16M", Forms.size(16L << 20))).intValue(),
                keys.required("bactrian.telemetry.clock-tolerance", Forms.DURATION, Durations::parse));
        Settings.Devices devices = new Settings.Devices(
                keys.optional("bactrian.devices.file", "a YAML file that can be read", Forms::file),
                Forms.zeroIfNull(keys.required("bactrian.devices.windows", "1 to 10000000", Forms.number(10_000_000)))
                        .intValue());
        Settings.Models models = models();
        SpoolKeys spool = SpoolKeys.read(keys);
        keys.required("kafka.bootstrap.servers", "host:port, or several with commas", SettingsReader::servers);
        KafkaKeys.check(keys);
        return new Settings(mqtt, topics, telemetry, devices, models, RolloutKeys.read(keys),
                keys.required("bactrian.rollout.dir", "a folder that can be written to", Path::of), spool.spool(),
                spool.retries(),
                kafkaTopic("bactrian.samples.topic"), kafkaTopic("bactrian.dead-letters.topic"),
                keys.optional("bactrian.routes.dir", "a folder of *.camel.yaml files", Forms::folder),
                keys.secret("bactrian.api.token", "a secret", ApiToken::of));
    }

    private Settings.Models models() {
        return new Settings.Models(keys.required("bactrian.models.dir", "a folder of models", Forms::folder),
                Forms.zeroIfNull(keys.required("bactrian.models.max-bytes", Forms.SIZE, Forms.size(Long.MAX_VALUE)))
                        .longValue(),
                keys.optional("bactrian.models.default"),
                keys.required("bactrian.models.scan", "a duration of 10ms or more", SettingsReader::pace));
    }

    private String kafkaTopic(String key) {
        return keys.required(key, "the name of a Kafka topic", Forms.text(TOPIC));
    }

    private static Duration pace(String value) {
        Duration pace = Durations.parse(value);
        if (pace.toMillis() < LEAST_PACE_MILLIS) {
            throw new IllegalArgumentException("it is too short");
        }
        return pace;
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
