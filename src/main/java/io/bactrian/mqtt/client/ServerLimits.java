package io.bactrian.mqtt.client;

import java.util.ArrayList;
import java.util.List;

import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;

/** What the broker takes, as its CONNACK says (MQTT 5, section 3.2.2.3). */
record ServerLimits(int receiveMaximum, int maximumQos, boolean retainAvailable, long maximumPacketSize, int keepAliveSeconds,
        long sessionExpirySeconds, boolean sessionPresent) {
    private static final int NOT_SAID = -1;
    static final ServerLimits NONE = new ServerLimits(65_535, 2, true, Long.MAX_VALUE, NOT_SAID, NOT_SAID, false);

    static ServerLimits of(MqttConnAckVariableHeader connack) {
        MqttProperties said = connack.properties();
        long size = number(said, MqttPropertyType.MAXIMUM_PACKET_SIZE, 0);
        return new ServerLimits((int) Math.max(1, number(said, MqttPropertyType.RECEIVE_MAXIMUM, 65_535)),
                (int) number(said, MqttPropertyType.MAXIMUM_QOS, 2), number(said, MqttPropertyType.RETAIN_AVAILABLE, 1) != 0,
                size == 0 ? Long.MAX_VALUE : size, (int) number(said, MqttPropertyType.SERVER_KEEP_ALIVE, NOT_SAID),
                number(said, MqttPropertyType.SESSION_EXPIRY_INTERVAL, NOT_SAID), connack.isSessionPresent());
    }

    private static long number(MqttProperties said, MqttPropertyType type, long otherwise) {
        return said.getProperty(type.value()) instanceof IntegerProperty number ? number.value() & 0xffff_ffffL : otherwise;
    }

    /** What is less than was asked for, in words that follow the broker's name. */
    List<String> warnings(SessionSettings asked) {
        List<String> warnings = new ArrayList<>();
        if (maximumQos == 0) {
            warnings.add("takes QoS 0 only: an answer that it loses is lost");
        }
        if (sessionExpirySeconds >= 0 && sessionExpirySeconds < asked.sessionExpirySeconds()) {
            warnings.add(("keeps the session for %d s, and %d s were asked for: what devices send while this service is away "
                    + "for longer is lost").formatted(sessionExpirySeconds, asked.sessionExpirySeconds()));
        }
        return warnings;
    }

    /** Why the broker would not take it; null where it may. */
    String refusal(Publish publish) {
        if (publish.size() > maximumPacketSize) {
            return "some " + publish.size() + " bytes, and the broker takes packets of " + maximumPacketSize + " bytes at most";
        }
        return publish.retained && !retainAvailable ? "the broker keeps no retained messages" : null;
    }
}
