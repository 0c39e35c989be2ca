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
    private static final int MOST_BYTES = 900_000;
    private static final int MOST_TEXT = 2_000;

    @Override
    public void process(Exchange exchange) {
        Envelope envelope = MessageContext.envelope(exchange);
        BadInput cause = Refuse.cause(exchange);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(KafkaConstants.KEY, envelope.device());
        CloudEvent.deadLetter(Refuse.id(exchange), envelope.device(), System.currentTimeMillis(), cause.code().code(),
                cut(cause.getMessage())).forEach(message::setHeader);
        message.setHeader("ce_topic", envelope.topic());
        SetAsideMessage retried = exchange.getProperty(RetrySteps.MESSAGE, SetAsideMessage.class);
        if (retried != null) {
            message.setHeader("ce_tries", Integer.toString(retried.tries()));
        }
        message.setBody(envelope.payload());
        if (envelope.length() > envelope.payload().length) {
            message.setHeader("ce_cutfrom", Integer.toString(envelope.length()));
        }
        cut(message, MOST_BYTES);
    }

    /** Leaves at most {@code most} bytes of the body, and says how long it was. */
    static void cut(Message message, int most) {
        byte[] payload = message.getBody(byte[].class);
        if (payload.length > most) {
            message.setHeader("ce_cutfrom", message.getHeader("ce_cutfrom", Integer.toString(payload.length), String.class));
            message.setBody(Arrays.copyOf(payload, most));
        }
    }

    static String cut(String text) {
        return text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) : text;
    }
}
