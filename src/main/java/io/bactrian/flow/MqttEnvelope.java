package io.bactrian.flow;

import org.apache.camel.Message;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

import io.bactrian.mqtt.MqttHeaders;
import io.bactrian.telemetry.DeviceTopics;
import io.bactrian.telemetry.Envelope;
import io.bactrian.trace.TraceContext;
import io.bactrian.trace.TraceReader;

/** A message as the MQTT consumer puts it into an exchange. */
final class MqttEnvelope {
    private static final byte[] NOTHING = {};
    private static final long NANOS_A_SECOND = 1_000_000_000L;

    private MqttEnvelope() {
    }

    static Envelope of(Message message, DeviceTopics topics) {
        String topic = message.getHeader(PahoMqtt5Constants.MQTT_TOPIC, String.class);
        byte[] payload = message.getBody(byte[].class);
        long arrival = message.getHeader(MqttHeaders.ARRIVAL, System::nanoTime, Long.class);
        MqttProperties properties = message.getHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, MqttProperties.class);
        Long expiry = properties == null ? null : properties.getMessageExpiryInterval();
        byte[] bytes = payload == null ? NOTHING : payload;
        return new Envelope(topics.device(topic), topic, bytes,
                message.getHeader(MqttHeaders.LENGTH, bytes.length, Integer.class),
                message.getHeader(MqttHeaders.PACKET_ID, 0, Integer.class),
                message.getHeader(MqttHeaders.DUPLICATE, false, Boolean.class), arrival,
                properties == null ? null : properties.getResponseTopic(),
                properties == null ? null : properties.getCorrelationData(),
                expiry == null ? Envelope.NEVER : arrival + expiry * NANOS_A_SECOND,
                properties == null ? null : properties.getContentType(), trace(properties));
    }

    private static TraceContext trace(MqttProperties properties) {
        if (properties == null || properties.getUserProperties() == null || properties.getUserProperties().isEmpty()) {
            return null;
        }
        TraceReader reader = new TraceReader();
        for (UserProperty each : properties.getUserProperties()) {
            reader.add(each.getKey(), each.getValue());
        }
        return reader.context();
    }
}
