package io.bactrian.flow;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;

import io.bactrian.rollout.ModelEvent;

/** Step {@code model-event}: an event of a model becomes JSON. Expression {@code event-topic}: where it is published. */
final class EncodeEvent implements Processor {
    /** What a topic's level cannot hold; a record that can never be sent would block all that follow. */
    private static final Pattern NO_TOPIC = Pattern.compile("[+#/\\p{Cntrl}\\p{Cs}]");

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException {
        Message message = exchange.getMessage();
        ModelEvent event = message.getMandatoryBody(ModelEvent.class);
        message.setBody(ModelJson.event(event).toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Null for a body that the step refuses. */
    static String topic(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof ModelEvent event
                ? "bactrian/models/" + NO_TOPIC.matcher(event.model()).replaceAll("_") + "/events"
                : null;
    }
}
