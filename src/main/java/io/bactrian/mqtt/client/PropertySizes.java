package io.bactrian.mqtt.client;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringPair;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperties;

/** The bytes that properties take in a packet (MQTT 5, section 2.2.2). */
final class PropertySizes {
    private static final int MOST_BYTES = 65_535;
    private static final int NUMBER = 5;

    private PropertySizes() {
    }

    /** A few bytes more than they take; throws an {@link IllegalArgumentException} for what MQTT cannot carry. */
    static int checked(MqttProperties properties) {
        int size = 0;
        for (MqttProperty<?> each : properties.listAll()) {
            if (each instanceof UserProperties user) {
                for (StringPair pair : user.value()) {
                    size += 5 + Topics.string("user property's name", pair.key) + Topics.string("user property", pair.value);
                }
            } else if (each instanceof StringProperty text) {
                size += 3 + Topics.string("property " + text.propertyId(), text.value());
            } else if (each instanceof BinaryProperty bytes) {
                size += 3 + binary(bytes);
            } else {
                size += NUMBER;
            }
        }
        return size;
    }

    private static int binary(BinaryProperty property) {
        int length = property.value().length;
        if (length > MOST_BYTES) {
            throw new IllegalArgumentException("the correlation data has " + length + " bytes: MQTT allows " + MOST_BYTES);
        }
        return length;
    }
}
