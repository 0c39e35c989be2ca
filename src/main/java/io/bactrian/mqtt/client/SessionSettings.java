package io.bactrian.mqtt.client;

import java.util.List;
import java.util.Map;

/**
 * How to reach a broker and what to ask of it.
 *
 * @param urls tried in turn: {@code tcp://}, {@code mqtt://}, {@code ssl://}, {@code mqtts://}, {@code ws://} or {@code wss://}
 * @param username may be null
 * @param password may be null; sent only with a user name
 * @param receiveMaximum messages the broker may have unacknowledged here
 * @param keepAliveSeconds 0 for none; a dead connection is noticed within twice this time
 * @param connectSeconds for the TCP connection, and as long again for the broker's answer
 * @param maxReconnectMillis the longest pause between two attempts
 * @param maxPayloadBytes of an arriving message; of a longer one the first part is kept and the rest skipped
 * @param will may be null
 * @param webSocketHeaders sent with the web socket's handshake
 * @param tls null for the JVM's own trust
 */
public record SessionSettings(List<BrokerAddress> urls, String clientId, String username, byte[] password, boolean cleanStart,
        int receiveMaximum, long sessionExpirySeconds, int keepAliveSeconds, int connectSeconds, int maxReconnectMillis,
        int maxPayloadBytes, Will will, Map<String, String> webSocketHeaders, MqttTls tls) {

    @Override
    public String toString() {
        return "SessionSettings[urls=" + urls + ", clientId=" + clientId + ", username=" + username + "]";
    }
}
