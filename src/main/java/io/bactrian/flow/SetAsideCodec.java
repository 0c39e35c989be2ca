package io.bactrian.flow;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;

import org.apache.camel.Message;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jboss.logging.Logger;

import io.bactrian.flow.ProcessClock.Moment;
import io.bactrian.mqtt.MqttHeaders;

/** A {@link SetAsideMessage} from an MQTT message, into a record of the spool, back, and into an MQTT message again. Any thread. */
final class SetAsideCodec {
    private static final Byte[] OF_PUBLISH = {0x01, 0x02, 0x03, 0x08, 0x09, 0x0B, 0x26};

    private static final Logger LOG = Logger.getLogger(SetAsideCodec.class);

    private final ProcessClock clock;

    SetAsideCodec(ProcessClock clock) {
        this.clock = clock;
    }

    /** Reads what the MQTT consumer puts into an exchange. */
    SetAsideMessage fromMqtt(Message message, String error) {
        byte[] body = message.getBody(byte[].class);
        Long arrival = message.getHeader(MqttHeaders.ARRIVAL, Long.class);
        Moment now = clock.now();
        return new SetAsideMessage(message.getHeader(PahoMqtt5Constants.MQTT_TOPIC, "", String.class),
                body == null ? new byte[0] : body,
                message.getHeader(MqttHeaders.LENGTH, body == null ? 0 : body.length, Integer.class),
                message.getHeader(PahoMqtt5Constants.MQTT_QOS, 1, Integer.class),
                message.getHeader(MqttHeaders.PACKET_ID, 0, Integer.class),
                bytes(message.getHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, MqttProperties.class)),
                arrival == null ? now : clock.at(arrival), now, now, 0, error, false);
    }

    /** Makes the message one that the MQTT consumer might have brought: the same headers, arrival and expiry, and seen before. */
    void toMqtt(SetAsideMessage from, Message message) {
        message.removeHeaders("*");
        message.setBody(from.payload());
        message.setHeader(PahoMqtt5Constants.MQTT_TOPIC, from.topic());
        message.setHeader(PahoMqtt5Constants.MQTT_QOS, from.qos());
        message.setHeader(MqttHeaders.PACKET_ID, from.packetId());
        if (from.length() > from.payload().length) {
            message.setHeader(MqttHeaders.LENGTH, from.length());
        }
        message.setHeader(MqttHeaders.DUPLICATE, true);
        message.setHeader(MqttHeaders.ARRIVAL, clock.nanos(from.arrival()));
        if (from.properties() != null) {
            message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, properties(from.properties()));
        }
    }

    void toRecord(SetAsideMessage from, Message message) {
        message.removeHeaders("*");
        message.setBody(from.payload());
        message.setHeader("topic", from.topic());
        message.setHeader("qos", Integer.toString(from.qos()));
        if (from.length() > from.payload().length) {
            message.setHeader("length", Integer.toString(from.length()));
        }
        message.setHeader("packet", Integer.toString(from.packetId()));
        message.setHeader("arrival", from.arrival().toString());
        message.setHeader("first", from.firstFailure().toString());
        message.setHeader("last", from.lastTry().toString());
        message.setHeader("tries", Integer.toString(from.tries()));
        message.setHeader("error", from.error());
        if (from.properties() != null) {
            message.setHeader("properties", from.properties());
        }
    }

    /** @throws IllegalArgumentException when the record is not of that form */
    SetAsideMessage fromRecord(Message message) {
        byte[] properties = message.getHeader("properties") instanceof byte[] some ? some : null;
        if (properties != null) {
            properties(properties);
        }
        byte[] body = message.getBody(byte[].class);
        return new SetAsideMessage(text(message, "topic"), body,
                message.getHeader("length") == null ? body.length : number(message, "length"), number(message, "qos"),
                number(message, "packet"),
                properties, Moment.parse(text(message, "arrival")), Moment.parse(text(message, "first")),
                Moment.parse(text(message, "last")), number(message, "tries"), text(message, "error"), false);
    }

    /** A record that {@link #fromRecord} does not read, as far as it can be kept. */
    SetAsideMessage unreadable(Message message, String error) {
        Moment now = clock.now();
        byte[] body = message.getBody(byte[].class);
        return new SetAsideMessage(message.getHeader("topic") instanceof String topic ? topic : "",
                body == null ? new byte[0] : body, body == null ? 0 : body.length, 1, 0,
                null, now, now, now, 0, "the record cannot be read: " + error, true);
    }

    private static int number(Message message, String name) {
        return Integer.parseInt(text(message, name));
    }

    private static String text(Message message, String name) {
        if (message.getHeader(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("the record has no '" + name + "'");
    }

    private static byte[] bytes(MqttProperties properties) {
        if (properties == null) {
            return null;
        }
        try {
            properties.setValidProperties(OF_PUBLISH);
            return properties.encodeProperties();
        } catch (MqttException | RuntimeException e) {
            LOG.debugf(e, "a message is set aside without its MQTT properties");
            return null;
        }
    }

    private static MqttProperties properties(byte[] bytes) {
        try {
            MqttProperties properties = new MqttProperties(OF_PUBLISH);
            properties.decodeProperties(new DataInputStream(new ByteArrayInputStream(bytes)));
            return properties;
        } catch (IOException | MqttException | RuntimeException e) {
            throw new IllegalArgumentException("the record's MQTT properties cannot be read: " + e, e);
        }
    }
}
