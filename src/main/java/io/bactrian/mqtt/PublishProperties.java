package io.bactrian.mqtt;

import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** The MQTT 5 properties that a client may send with a PUBLISH. */
final class PublishProperties {
    private PublishProperties() {
    }

    /** A copy without topic alias and subscription identifiers, which belong to the connection a message came by; empty for null. */
    static MqttProperties copy(MqttProperties from) {
        MqttProperties to = new MqttProperties();
        if (from == null) {
            return to;
        }
        if (from.getPayloadFormat()) {
            to.setPayloadFormat(true);
        }
        if (from.getMessageExpiryInterval() != null) {
            to.setMessageExpiryInterval(from.getMessageExpiryInterval());
        }
        to.setContentType(from.getContentType());
        to.setResponseTopic(from.getResponseTopic());
        to.setCorrelationData(from.getCorrelationData());
        if (from.getUserProperties() != null) {
            to.setUserProperties(from.getUserProperties());
        }
        return to;
    }
}
