package io.bactrian.flow;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;

import io.bactrian.sample.CloudEvent;

/** Step {@code undeliverable}: a record that Kafka refuses becomes a dead letter that is smaller: cut, the second time to nothing. */
final class Undeliverable implements Processor {
    /** What {@code spool:} says of a refused record, {@code SpoolEndpoint.REASON}. */
    static final String REASON = "CamelSpoolReason";
    private static final int MOST_BYTES = 50_000;

    /** Condition {@code can-be-cut}: there is something left to be cut. */
    static final Predicate CAN_BE_CUT = exchange -> exchange.getMessage().getBody(byte[].class).length > 0;

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        message.removeHeader(KafkaConstants.OVERRIDE_TOPIC);
        boolean again = message.getHeader("ce_refusal") != null;
        CloudEvent.undeliverable(message.getHeader("ce_type", String.class),
                DeadLetter.cut(exchange.getProperty(REASON, "unknown", String.class))).forEach(message::setHeader);
        DeadLetter.cut(message, again ? 0 : MOST_BYTES);
    }
}
