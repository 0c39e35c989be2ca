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

/**
 * A message that failed, as it waits on disk to be tried again: the MQTT message, and what became of it so far.
 *
 * @param topic        it was published on
 * @param payload      its bytes, or the first of them where it was too long; not copied
 * @param length       bytes of the whole payload
 * @param qos          it was delivered with
 * @param packetId     its MQTT packet identifier, which its derived id is made of
 * @param properties   its MQTT 5 properties, as on the wire; null for none
 * @param arrival      when it was read from the wire
 * @param firstFailure when it was set aside
 * @param lastTry      when it failed last
 * @param tries        those that count against it
 * @param error        why it failed last
 * @param over         it is not tried again, whatever it has left; never so on disk
 */
record SetAsideMessage(String topic, byte[] payload, int length, int qos, int packetId, byte[] properties, Moment arrival,
        Moment firstFailure,
        Moment lastTry, int tries, String error, boolean over) {
    private static final Logger LOG = Logger.getLogger(SetAsideMessage.class);
    private static final Byte[] OF_PUBLISH = {0x01, 0x02, 0x03, 0x08, 0x09, 0x0B, 0x26};
    private static final int MOST_ERROR = 500;

    SetAsideMessage {
        error = error.length() > MOST_ERROR ? error.substring(0, MOST_ERROR) : error;
    }

    SetAsideMessage failedAgain(Moment when, boolean counts, String why) {
        return new SetAsideMessage(topic, payload, length, qos, packetId, properties, arrival, firstFailure, when,
                tries + (counts ? 1 : 0), why,
                false);
    }

    SetAsideMessage over(String why) {
        return new SetAsideMessage(topic, payload, length, qos, packetId, properties, arrival, firstFailure, lastTry, tries,
                why + error, true);
    }

    /** Reads what the MQTT consumer puts into an exchange. */
    static SetAsideMessage fromMqtt(Message message, String error, ProcessClock clock) {
        byte[] body = body(message);
        Long arrival = message.getHeader(MqttHeaders.ARRIVAL, Long.class);
        Moment now = clock.now();
        return new SetAsideMessage(message.getHeader(PahoMqtt5Constants.MQTT_TOPIC, "", String.class),
                body, message.getHeader(MqttHeaders.LENGTH, body.length, Integer.class),
                message.getHeader(PahoMqtt5Constants.MQTT_QOS, 1, Integer.class),
                message.getHeader(MqttHeaders.PACKET_ID, 0, Integer.class),
                encoded(message.getHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, MqttProperties.class)),
                arrival == null ? now : clock.at(arrival), now, now, 0, error, false);
    }

    /** Makes the message one that the MQTT consumer might have brought: the same headers, arrival and expiry, and seen before. */
    void toMqtt(Message message, ProcessClock clock) {
        message.removeHeaders("*");
        message.setBody(payload);
        message.setHeader(PahoMqtt5Constants.MQTT_TOPIC, topic);
        message.setHeader(PahoMqtt5Constants.MQTT_QOS, qos);
        message.setHeader(MqttHeaders.PACKET_ID, packetId);
        if (length > payload.length) {
            message.setHeader(MqttHeaders.LENGTH, length);
        }
        message.setHeader(MqttHeaders.DUPLICATE, true);
        message.setHeader(MqttHeaders.ARRIVAL, clock.nanos(arrival));
        if (properties != null) {
            message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, decoded(properties));
        }
    }

    void toRecord(Message message) {
        message.removeHeaders("*");
        message.setBody(payload);
        message.setHeader("topic", topic);
        message.setHeader("qos", Integer.toString(qos));
        if (length > payload.length) {
            message.setHeader("length", Integer.toString(length));
        }
        message.setHeader("packet", Integer.toString(packetId));
        message.setHeader("arrival", arrival.toString());
        message.setHeader("first", firstFailure.toString());
        message.setHeader("last", lastTry.toString());
        message.setHeader("tries", Integer.toString(tries));
        message.setHeader("error", error);
        if (properties != null) {
            message.setHeader("properties", properties);
        }
    }

    /** @throws IllegalArgumentException when the record is not of that form */
    static SetAsideMessage fromRecord(Message message) {
        byte[] properties = message.getHeader("properties") instanceof byte[] some ? some : null;
        if (properties != null) {
            decoded(properties);
        }
        byte[] body = message.getBody(byte[].class);
        return new SetAsideMessage(text(message, "topic"), body,
                message.getHeader("length") == null ? body.length : number(message, "length"), number(message, "qos"),
                number(message, "packet"),
                properties, Moment.parse(text(message, "arrival")), Moment.parse(text(message, "first")),
                Moment.parse(text(message, "last")), number(message, "tries"), text(message, "error"), false);
    }

    /** A record that {@link #fromRecord} does not read, as far as it can be kept. */
    static SetAsideMessage unreadable(Message message, String error, ProcessClock clock) {
        Moment now = clock.now();
        byte[] body = body(message);
        return new SetAsideMessage(message.getHeader("topic") instanceof String topic ? topic : "", body, body.length, 1, 0,
                null, now, now, now, 0, "the record cannot be read: " + error, true);
    }

    private static byte[] body(Message message) {
        byte[] body = message.getBody(byte[].class);
        return body == null ? new byte[0] : body;
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

    private static byte[] encoded(MqttProperties properties) {
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

    private static MqttProperties decoded(byte[] bytes) {
        try {
            MqttProperties properties = new MqttProperties(OF_PUBLISH);
            properties.decodeProperties(new DataInputStream(new ByteArrayInputStream(bytes)));
            return properties;
        } catch (IOException | MqttException | RuntimeException e) {
            throw new IllegalArgumentException("the record's MQTT properties cannot be read: " + e, e);
        }
    }
}
