package io.bactrian.flow;

import java.nio.charset.StandardCharsets;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Step {@code write}: what the step before found becomes the answer, as JSON. */
final class Write implements Processor {
    @Override
    public void process(Exchange exchange) {
        json(exchange.getMessage(), 200);
    }

    /** The request's headers end here; they would be sent back. */
    static void json(Message message, int status) {
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(message.getBody().toString().getBytes(StandardCharsets.UTF_8));
    }
}
