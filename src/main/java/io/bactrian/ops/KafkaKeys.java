package io.bactrian.ops;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.Config;

/**
 * Reads {@code kafka.NAME}, by Kafka's own names. Secrets, and all of {@code sasl.*}, are literal; a secret may also be the
 * content of the file {@code kafka.NAME-file}.
 */
final class KafkaKeys {
    private static final String SASL = "sasl.";
    private static final Map<String, ConfigDef.ConfigKey> PRODUCERS = ProducerConfig.configDef().configKeys();
    private static final Map<String, ConfigDef.ConfigKey> CONSUMERS = ConsumerConfig.configDef().configKeys();

    private KafkaKeys() {
    }

    /**
     * What is configured now for a producer; files are read anew.
     *
     * @throws IllegalArgumentException naming the keys and files that cannot be used
     */
    static Map<String, Object> producer(Config config) {
        return of(config, PRODUCERS);
    }

    /** The same for a consumer. */
    static Map<String, Object> consumer(Config config) {
        return of(config, CONSUMERS);
    }

    private static Map<String, Object> of(Config config, Map<String, ConfigDef.ConfigKey> names) {
        ConfigValues values = new ConfigValues(config);
        Map<String, Object> settings = read(values, names);
        if (!values.problems().isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", values.problems()));
        }
        return settings;
    }

    /** Has the client look at all of it without connecting; {@code values} then has what is wrong. */
    static void check(ConfigValues values) {
        Map<String, Object> settings = read(values, PRODUCERS);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        try {
            new ProducerConfig(settings);
        } catch (KafkaException e) {
            values.problem("kafka.*", ConfigValues.HIDDEN, "what the Kafka client takes",
                    withoutSecrets(e.getMessage(), settings));
        }
        checkJaas(values, settings);
    }

    private static Map<String, Object> read(ConfigValues values, Map<String, ConfigDef.ConfigKey> names) {
        Map<String, Object> settings = new HashMap<>();
        names.forEach((name, key) -> value(values, name, key.type).ifPresent(found -> settings.put(name, found)));
        return settings;
    }

    /** Kafka strips text, but not what is a {@link Password} already. */
    private static Optional<? extends Object> value(ConfigValues values, String name, ConfigDef.Type type) {
        String key = "kafka." + name;
        if (type == ConfigDef.Type.PASSWORD) {
            return values.secret(key).map(Password::new);
        }
        return name.startsWith(SASL) ? values.literal(key) : values.text(key).filter(value -> !value.isEmpty());
    }

    /** The client's own errors quote what they do not understand, which may be a part of the password. */
    private static void checkJaas(ConfigValues values, Map<String, Object> settings) {
        if (settings.get(SaslConfigs.SASL_JAAS_CONFIG) instanceof Password) {
            try {
                JaasContext.loadClientContext(settings);
            } catch (RuntimeException e) {
                values.problem("kafka." + SaslConfigs.SASL_JAAS_CONFIG, ConfigValues.HIDDEN,
                        "LOGIN.MODULE.CLASS required NAME=\"VALUE\" …; with \\ before each \" and \\ of a value",
                        "it does not have that form");
            }
        }
    }

    private static String withoutSecrets(String message, Map<String, Object> settings) {
        String clean = String.valueOf(message);
        for (Map.Entry<String, Object> setting : settings.entrySet()) {
            if (setting.getValue() instanceof Password secret) {
                clean = clean.replace(secret.value(), ConfigValues.HIDDEN);
            }
        }
        return clean;
    }
}
