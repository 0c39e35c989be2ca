package io.bactrian.ops;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.bactrian.mqtt.MqttSettings;
import io.bactrian.mqtt.MqttTls;
import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.text.Durations;

/** Reads {@code bactrian.mqtt.*}, and the devices' names. Null where something is wrong, which the keys then know. */
final class MqttKeys {
    private static final Pattern BROKER = Pattern.compile("(tcp|mqtt|ssl|mqtts|ws|wss)://[^/\\s@]+(/.*)?");

    private MqttKeys() {
    }

    static MqttSettings mqtt(Keys keys) {
        String url = keys.required("bactrian.mqtt.url", "tcp://HOST:PORT, or mqtts:// for TLS, without a user",
                Forms.text(BROKER));
        String client = keys.required("bactrian.mqtt.client-id", "a name of its own", Function.identity());
        Optional<String> username = keys.literal("bactrian.mqtt.username");
        Optional<String> password = keys.secret("bactrian.mqtt.password");
        Optional<Path> trust = keys.optional("bactrian.mqtt.tls.ca", "a PEM file or keystore", Forms::file);
        Optional<String> trustPassword = keys.secret("bactrian.mqtt.tls.ca-password");
        Optional<Path> certificate = keys.optional("bactrian.mqtt.tls.certificate", "a PEM file or keystore",
                Forms::file);
        Optional<Path> key = keys.optional("bactrian.mqtt.tls.key", "a PEM file", Forms::file);
        Optional<String> keyPassword = keys.secret("bactrian.mqtt.tls.key-password");
        Boolean verify = keys.required("bactrian.mqtt.tls.verify-hostname", "true or false", Forms::bool);
        Number inFlight = keys.required("bactrian.mqtt.receive-maximum", "1 to 65535", Forms.number(65_535));
        Duration expiry = keys.required("bactrian.mqtt.session-expiry", Forms.DURATION, Durations::parse);
        Duration keepAlive = keys.required("bactrian.mqtt.keep-alive", Forms.DURATION, Durations::parse);
        if (username.isEmpty() && password.isPresent()) {
            keys.problem("bactrian.mqtt.username", "", "the user the password belongs to", "a password is given");
        }
        return keys.together(all -> new MqttSettings(url, username.orElse(null), password.orElse(null),
                trust.isPresent() || certificate.isPresent() || key.isPresent() || !verify
                        ? new MqttTls(trust.orElse(null), trustPassword.orElse(null), certificate.orElse(null),
                                key.orElse(null),
                                keyPassword.orElse(null), verify)
                        : null,
                client, inFlight.intValue(), expiry, Math.toIntExact(keepAlive.toSeconds()),
                MqttSettings.of(url, client).maxWaitingPublishes(),
                MqttSettings.of(url, client).maxPayloadBytes()));
    }

    static DeviceTopics topics(Keys keys) {
        Pattern names = keys.required("bactrian.devices.names", "a regular expression", Pattern::compile);
        String inference = keys.required("bactrian.mqtt.inference-topic", "a topic with one level {device}",
                value -> new DeviceTopics("+", value, names).inference("{device}"));
        return keys.required("bactrian.mqtt.telemetry-topic", "a topic filter whose first level '+' names the device",
                value -> inference == null ? null : new DeviceTopics(value, inference, names));
    }
}
