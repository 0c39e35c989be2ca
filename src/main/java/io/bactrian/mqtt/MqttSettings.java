package io.bactrian.mqtt;

import java.time.Duration;
import java.util.Objects;
import io.bactrian.mqtt.client.MqttTls;

/**
 * Where the broker is and how to speak with it: the defaults of every {@code paho-mqtt5:} endpoint, which may override them in its URI.
 *
 * @param url {@code tcp://}, {@code mqtt://} (port 1883), {@code ssl://}, {@code mqtts://} (port 8883), {@code ws://} or {@code wss://}
 * @param username may be null
 * @param password may be null
 * @param tls trust and identity for the encrypted schemes; null for the JVM's own trust and no client certificate
 * @param clientId names the session that the broker keeps; one process at a time may use it
 * @param receiveMaximum messages the broker may have unacknowledged here, 1 to 65,535
 * @param sessionExpiry how long the broker keeps session and messages while nobody is connected
 * @param keepAliveSeconds 1 to 65,535; a dead connection is noticed within twice this time
 * @param maxWaitingPublishes publishes that may wait for the broker; one more is refused
 * @param maxPayloadBytes bytes of an arriving message; of a longer one only the first part is kept
 */
public record MqttSettings(String url, String username, String password, MqttTls tls, String clientId, int receiveMaximum,
        Duration sessionExpiry, int keepAliveSeconds, int maxWaitingPublishes, int maxPayloadBytes) {
    static final int MAX_PAYLOAD_BYTES = 1 << 20;
    private static final int HEAP_SHARE = 4;
    private static final int PROPERTIES_BYTES = 128 << 10;
    static final int RECEIVE_MAXIMUM = 512;
    static final int MAX_WAITING_PUBLISHES = 65_536;
    static final long MAX_EXPIRY_SECONDS = 0xFFFF_FFFFL;

    public MqttSettings {
        Objects.requireNonNull(url, "the MQTT url is missing: expected something like tcp://127.0.0.1:1883");
        Objects.requireNonNull(sessionExpiry, "the MQTT session expiry is missing: expected a duration such as 7d");
        if (clientId == null || clientId.isBlank()) {
            throw new IllegalArgumentException("the MQTT client id is empty: expected a name of its own for this process");
        }
        range("receive maximum", receiveMaximum, 65_535);
        range("keep alive in seconds", keepAliveSeconds, 65_535);
        range("number of waiting publishes", maxWaitingPublishes, Integer.MAX_VALUE);
        range("payload in bytes", maxPayloadBytes, 64 << 20);
        if (sessionExpiry.isNegative() || sessionExpiry.toSeconds() > MAX_EXPIRY_SECONDS) {
            throw new IllegalArgumentException(
                    "the MQTT session expiry is " + sessionExpiry + ": expected 0 to " + MAX_EXPIRY_SECONDS + " seconds");
        }
    }

    /** The usual: 512 in flight, a week's session, keep alive 30 s, 65,536 waiting publishes, no credentials. */
    public static MqttSettings of(String url, String clientId) {
        return new MqttSettings(url, null, null, null, clientId, RECEIVE_MAXIMUM, Duration.ofDays(7), 30,
                MAX_WAITING_PUBLISHES, MAX_PAYLOAD_BYTES);
    }

    /**
     * With payloads of at most so many bytes, and a receive maximum that lets no more than a quarter of the heap be taken by messages in
     * flight, their properties included.
     */
    public MqttSettings within(int maxPayloadBytes, long heapBytes) {
        long places = Math.max(1, heapBytes / HEAP_SHARE / (maxPayloadBytes + PROPERTIES_BYTES));
        return new MqttSettings(url, username, password, tls, clientId, (int) Math.min(receiveMaximum, places), sessionExpiry,
                keepAliveSeconds, maxWaitingPublishes, maxPayloadBytes);
    }

    private static void range(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException("the MQTT " + name + " is " + value + ": expected 1 to " + max);
        }
    }

    @Override
    public String toString() {
        return "MqttSettings[url=" + url + ", clientId=" + clientId + ", username=" + username + "]";
    }
}
