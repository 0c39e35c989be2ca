package io.bactrian.flow;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;

import io.bactrian.rollout.ModelEvent;

/** Step {@code model-event}: an event of a model becomes an MQTT message. */
final class EncodeEvent implements Processor {
    /** What a topic's level cannot hold; a record that can never be sent would block all that follow. */
    private static final Pattern NO_TOPIC = Pattern.compile("[+#/\\p{Cntrl}\\p{Cs}]");

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException {
        Message message = exchange.getMessage();
        ModelEvent event = message.getMandatoryBody(ModelEvent.class);
        message.removeHeaders("*");
        message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC, topic(event.model()));
        message.setBody(ModelJson.event(event).toString().getBytes(StandardCharsets.UTF_8));
    }

    static String topic(String model) {
        return "bactrian/models/" + NO_TOPIC.matcher(model).replaceAll("_") + "/events";
    }
}
