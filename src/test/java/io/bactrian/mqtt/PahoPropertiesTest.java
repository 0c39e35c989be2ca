package io.bactrian.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.Test;

import io.netty.handler.codec.mqtt.MqttProperties;

class PahoPropertiesTest {
    private static final UserProperty PROPERTY = new UserProperty("traceparent", "x");

    @Test
    void userPropertiesAloneAreRead() {
        MqttProperties wire = new MqttProperties();
        wire.add(new MqttProperties.UserProperty("traceparent", "x"));

        assertThat(PahoProperties.read(wire).getUserProperties()).containsExactly(PROPERTY);
    }

    @Test
    void userPropertiesAloneAreWritten() {
        var properties = new org.eclipse.paho.mqttv5.common.packet.MqttProperties();
        properties.setUserProperties(List.of(PROPERTY));

        assertThat(PahoProperties.read(PahoProperties.write(properties)).getUserProperties()).containsExactly(PROPERTY);
    }

    @Test
    void whereThereIsNothingThereAreNoProperties() {
        assertThat(PahoProperties.read(MqttProperties.NO_PROPERTIES)).isNull();
    }
}
