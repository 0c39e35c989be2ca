package io.bactrian.flow;

import java.util.Arrays;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;

import io.bactrian.sample.CloudEvent;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;

/**
 * Step {@code dead-letter}: the message as the device sent it becomes a record, with the reason in its headers. More than a
 * Kafka broker takes by default is cut, and the header {@code ce_cutfrom} says how long it was.
 */
final class DeadLetter implements Processor {
    private static final int MOST_BYTES = 1_000_000;

    private final String topic;

    DeadLetter(String topic) {
        this.topic = topic;
    }

    @Override
    public void process(Exchange exchange) {
        Envelope envelope = Journey.envelope(exchange);
        BadInput cause = Refuse.cause(exchange);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(KafkaConstants.OVERRIDE_TOPIC, topic);
        message.setHeader(KafkaConstants.KEY, envelope.device());
        CloudEvent.deadLetter(Refuse.id(exchange), envelope.device(), System.currentTimeMillis(), cause.code().code(),
                cause.getMessage()).forEach(message::setHeader);
        message.setHeader("ce_topic", envelope.topic());
        byte[] payload = envelope.payload();
        if (payload.length > MOST_BYTES) {
            message.setHeader("ce_cutfrom", Integer.toString(payload.length));
            payload = Arrays.copyOf(payload, MOST_BYTES);
        }
        message.setBody(payload);
    }
}
