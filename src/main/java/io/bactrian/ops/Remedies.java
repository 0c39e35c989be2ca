package io.bactrian.ops;

import java.nio.file.Path;
import java.util.Locale;

/** What mends what is missing or away: a line to type, or where to look. */
final class Remedies {
    /** Where a broker is looked for unless another place is configured. */
    static final String USUAL_BROKER = "tcp://127.0.0.1:1883";
    /** The same for Kafka. */
    static final String USUAL_KAFKA = "127.0.0.1:9092";

    private Remedies() {
    }

    /** Sets a key in the environment of the next start. */
    static String set(String key, String value) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "=" + value;
    }

    /** For an MQTT broker that is not connected. */
    static String broker(String url) {
        return url.equals(USUAL_BROKER)
                ? set("bactrian.mqtt.url", "tcp://HOST:1883")
                : look("the broker at " + url, "bactrian.mqtt.username, bactrian.mqtt.password and bactrian.mqtt.tls.*");
    }

    /** For Kafka, where none of its brokers answers. */
    static String kafka(String servers) {
        return servers.equals(USUAL_KAFKA)
                ? set("kafka.bootstrap.servers", "HOST:9092")
                : look("Kafka at " + servers, "kafka.security.protocol, kafka.sasl.* and kafka.ssl.*");
    }

    /** Where its address is configured, it is not the address that is missing. */
    private static String look(String server, String access) {
        return "see whether " + server + " runs, whether this node reaches it, and, where the error says so, whether it takes "
                + access + " as they are";
    }

    /**
     * Makes a model of simulated pumps, to begin with.
     *
     * @param name null for the usual one
     */
    static String train(Path dir, String name) {
        return "java -jar " + program() + " train anomaly --out " + dir + (name == null ? "" : " --name " + name);
    }

    /** Makes a token of control and starts with it. */
    static String token() {
        return "head -c 24 /dev/urandom | base64 > token; " + set(Tokens.CONTROL + "-file", "token") + " java -jar "
                + program();
    }

    private static String program() {
        String path = System.getProperty("java.class.path", "");
        return path.endsWith(".jar") && !path.contains(System.getProperty("path.separator")) ? path : "quarkus-run.jar";
    }
}
