package io.bactrian.mqtt.client;

import java.util.Map;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;

/** Words for why something did not work. */
final class Reasons {
    private static final Map<Integer, String> CODES = Map.ofEntries(Map.entry(0x80, "unspecified error"),
            Map.entry(0x81, "malformed packet"), Map.entry(0x82, "protocol error"),
            Map.entry(0x84, "the broker does not speak MQTT 5"), Map.entry(0x85, "client id not valid"),
            Map.entry(0x86, "bad user name or password"), Map.entry(0x87, "not authorized"),
            Map.entry(0x88, "server unavailable"),
            Map.entry(0x89, "server busy"), Map.entry(0x8a, "banned"), Map.entry(0x8b, "server shutting down"),
            Map.entry(0x8d, "keep-alive timeout"),
            Map.entry(0x8e, "another client took over the session: it uses our client id"),
            Map.entry(0x90, "topic name not valid"), Map.entry(0x93, "receive maximum exceeded"),
            Map.entry(0x95, "packet too large"), Map.entry(0x97, "quota exceeded"), Map.entry(0x98, "administrative action"),
            Map.entry(0x99, "payload format not valid"), Map.entry(0x9a, "retain not supported"),
            Map.entry(0x9b, "QoS not supported"), Map.entry(0x9f, "connection rate exceeded"));

    private Reasons() {
    }

    /** An MQTT 5 reason code in words (section 2.4). */
    static String code(int code) {
        return CODES.getOrDefault(code, "no further reason");
    }

    /** What it says, without what only wraps it. */
    static String text(Throwable e) {
        Throwable said = e;
        while ((said instanceof DecoderException || said.getMessage() == null) && said.getCause() != null) {
            said = said.getCause();
        }
        return said.getMessage() == null ? said.toString() : said.getMessage();
    }

    /** What the broker says with a CONNACK that refuses. */
    static String refused(MqttConnAckVariableHeader connack) {
        int code = connack.connectReturnCode().byteValue() & 0xff;
        return "the broker refused, reason 0x%02x: %s".formatted(code, code(code));
    }

    /** What the broker says with its DISCONNECT. */
    static String disconnect(MqttMessage packet) {
        if (!(packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header)) {
            return "the broker disconnected";
        }
        int code = header.reasonCode() & 0xff;
        String said = header.properties().getProperty(MqttPropertyType.REASON_STRING.value()) instanceof StringProperty text
                ? ": " + text.value()
                : "";
        return "the broker disconnected, reason 0x%02x: %s%s".formatted(code, code(code), said);
    }
}
