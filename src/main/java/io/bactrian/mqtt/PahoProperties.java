package io.bactrian.mqtt;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttProperties.StringPair;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperties;

/** The properties of a PUBLISH as routes know them, Paho's, and as they go over the wire. */
final class PahoProperties {
    private PahoProperties() {
    }

    /** Null where there is none. Netty calls properties empty that have only user properties. */
    static MqttProperties read(io.netty.handler.codec.mqtt.MqttProperties from) {
        if (from.listAll().isEmpty()) {
            return null;
        }
        MqttProperties to = new MqttProperties();
        for (MqttProperty<?> each : from.listAll()) {
            switch (MqttPropertyType.valueOf(each.propertyId())) {
                case PAYLOAD_FORMAT_INDICATOR -> to.setPayloadFormat(((IntegerProperty) each).value() == 1);
                case PUBLICATION_EXPIRY_INTERVAL ->
                    to.setMessageExpiryInterval(((IntegerProperty) each).value() & 0xffff_ffffL);
                case CONTENT_TYPE -> to.setContentType(((StringProperty) each).value());
                case RESPONSE_TOPIC -> responseTopic(to, ((StringProperty) each).value());
                case CORRELATION_DATA -> to.setCorrelationData(((BinaryProperty) each).value());
                case USER_PROPERTY -> to.setUserProperties(pairs((UserProperties) each));
                default -> {
                    // belongs to the connection, not to the message
                }
            }
        }
        return to;
    }

    /** One that is no topic name is as good as none: Paho's properties do not hold it. */
    private static void responseTopic(MqttProperties to, String topic) {
        try {
            to.setResponseTopic(topic);
        } catch (IllegalArgumentException e) {
            to.setResponseTopic(null);
        }
    }

    private static List<UserProperty> pairs(UserProperties from) {
        List<UserProperty> pairs = new ArrayList<>();
        for (StringPair pair : from.value()) {
            pairs.add(new UserProperty(pair.key, pair.value));
        }
        return pairs;
    }

    /** Without topic alias and subscription identifiers, which belong to the connection a message came by. */
    static io.netty.handler.codec.mqtt.MqttProperties write(MqttProperties from) {
        if (from == null) {
            return io.netty.handler.codec.mqtt.MqttProperties.NO_PROPERTIES;
        }
        io.netty.handler.codec.mqtt.MqttProperties to = new io.netty.handler.codec.mqtt.MqttProperties();
        if (from.getPayloadFormat()) {
            to.add(new IntegerProperty(MqttPropertyType.PAYLOAD_FORMAT_INDICATOR.value(), 1));
        }
        if (from.getMessageExpiryInterval() != null) {
            to.add(new IntegerProperty(MqttPropertyType.PUBLICATION_EXPIRY_INTERVAL.value(),
                    from.getMessageExpiryInterval().intValue()));
        }
        text(to, MqttPropertyType.CONTENT_TYPE, from.getContentType());
        text(to, MqttPropertyType.RESPONSE_TOPIC, from.getResponseTopic());
        if (from.getCorrelationData() != null) {
            to.add(new BinaryProperty(MqttPropertyType.CORRELATION_DATA.value(), from.getCorrelationData()));
        }
        if (from.getUserProperties() != null && !from.getUserProperties().isEmpty()) {
            to.add(new UserProperties(from.getUserProperties().stream()
                    .map(pair -> new StringPair(pair.getKey(), pair.getValue())).toList()));
        }
        return to;
    }

    private static void text(io.netty.handler.codec.mqtt.MqttProperties to, MqttPropertyType type, String value) {
        if (value != null) {
            to.add(new StringProperty(type.value(), value));
        }
    }
}
