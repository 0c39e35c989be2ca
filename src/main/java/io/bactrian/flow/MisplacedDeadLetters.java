package io.bactrian.flow;

import java.util.ArrayList;
import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;

/**
 * Versions before this one stored samples and dead letters together, each with its Kafka topic in a header. Condition
 * {@code holds-dead-letters}: a batch of samples has such dead letters; step {@code take-dead-letters}: they become the body, a list of
 * messages, and the samples wait in a property; step {@code samples-again}: the samples are the body again.
 */
final class MisplacedDeadLetters {
    private static final String SAMPLES = "bactrian.samples";

    private MisplacedDeadLetters() {
    }

    static Predicate held(String topic) {
        return exchange -> batch(exchange).stream().anyMatch(message -> misplaced(message, topic));
    }

    static Processor take(String topic) {
        return exchange -> {
            List<Message> samples = new ArrayList<>();
            List<Message> deadLetters = new ArrayList<>();
            for (Message message : batch(exchange)) {
                (misplaced(message, topic) ? deadLetters : samples).add(message);
            }
            exchange.setProperty(SAMPLES, samples);
            exchange.getMessage().setBody(deadLetters);
        };
    }

    static void samplesAgain(Exchange exchange) {
        exchange.getMessage().setBody(exchange.getProperty(SAMPLES));
    }

    private static boolean misplaced(Message message, String topic) {
        return topic.equals(message.getHeader(KafkaConstants.OVERRIDE_TOPIC));
    }

    @SuppressWarnings("unchecked")
    private static List<Message> batch(Exchange exchange) {
        return (List<Message>) exchange.getMessage().getBody(List.class);
    }
}
