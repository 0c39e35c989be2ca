package io.bactrian.ops;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.bactrian.text.Range;
import io.smallrye.config.WithDefault;

/** {@code bactrian.mqtt.*}. */
interface MqttConfiguration {
    /** the broker: {@code tcp://} or {@code mqtt://}, {@code ssl://} or {@code mqtts://}, {@code ws://}, {@code wss://} */
    @WithDefault("tcp://127.0.0.1:1883")
    String url();

    /** names the session that the broker keeps. One process at a time; another one takes the connection away */
    @WithDefault("bactrian")
    String clientId();

    /** the user at the broker */
    Optional<Literal> username();

    /** the user's password */
    Optional<Literal> password();

    /** TLS to the broker. */
    Tls tls();

    /** the filter to subscribe to; its first {@code +} is the device. {@code $share/GROUP/…} works */
    @WithDefault("devices/+/telemetry")
    String telemetryTopic();

    /** a filter of <a href="interfaces.md#sparkplug-b">Sparkplug B</a> topics to subscribe to besides: {@code spBv1.0/GROUP/+/+/#} */
    Optional<String> sparkplugTopic();

    /** where answers go */
    @WithDefault("devices/{device}/inference")
    String inferenceTopic();

    /**
     * messages in work at a time, 1 to 65535; less where so many of {@code bactrian.telemetry.max-bytes} would take over a quarter of the heap
     */
    @WithDefault("1000")
    @Range(least = "1", most = "65535")
    int receiveMaximum();

    /** how long the broker keeps session and queue while the service is away */
    @WithDefault("7d")
    Duration sessionExpiry();

    /** a dead connection is noticed within twice this time; 1s or more */
    @WithDefault("30s")
    @Range(least = "1s", most = "65535s")
    Duration keepAlive();

    interface Tls {
        /** whom to trust: PEM, or keystore ({@code .p12}, {@code .pfx}, {@code .jks}). Without it, the JVM's trust */
        Optional<Path> ca();

        /** the password of that keystore */
        Optional<Literal> caPassword();

        /** the client's certificate chain: PEM, or a keystore with the key in it */
        Optional<Path> certificate();

        /** the client's private key, PEM, PKCS #8 */
        Optional<Path> key();

        /** the password of the key or keystore, printable ASCII */
        Optional<Literal> keyPassword();

        /** whether the broker's certificate must name its host */
        @WithDefault("true")
        boolean verifyHostname();
    }
}
