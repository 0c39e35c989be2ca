package io.bactrian.mqtt;

import org.eclipse.paho.mqttv5.common.MqttMessage;

/** One arrived message, until it is acknowledged or its link is gone. Its failures are counted by one thread at a time. */
final class Delivery {
    final MqttLink link;
    final String topic;
    final MqttMessage message;
    final byte[] payload;
    final boolean duplicate;
    final long arrival;
    int failures;

    Delivery(MqttLink link, String topic, MqttMessage message, byte[] payload, boolean duplicate, long arrival) {
        this.link = link;
        this.topic = topic;
        this.message = message;
        this.payload = payload;
        this.duplicate = duplicate;
        this.arrival = arrival;
    }

    void acknowledge(MqttCounters counters) {
        if (message.getQos() == 0) {
            return;
        }
        (link.acknowledge(message.getId()) ? counters.acknowledged : counters.staleAcknowledgements).increment();
    }
}
