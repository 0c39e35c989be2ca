package io.bactrian.kit;

import java.util.List;
import java.util.Map;
import java.util.Queue;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.ProcessorEndpoint;

/** Stands in for a component that a route sends to. */
public final class StubComponent extends DefaultComponent {
    private final Destination destination;

    /** Where exchanges go. */
    public interface Destination {
        /** @param address what the URI has behind the scheme, without its parameters */
        void take(String address, Exchange exchange) throws Exception;
    }

    public StubComponent(Destination destination) {
        this.destination = destination;
    }

    /** One for {@code kafka:}, which gets a batch as a list of messages: adds a copy of each. */
    public static StubComponent kafka(Queue<Message> into) {
        return new StubComponent((topic, exchange) -> takeBatch(exchange, into));
    }

    /** Adds a copy of each message of a batch. */
    public static void takeBatch(Exchange exchange, Queue<Message> into) {
        for (Object one : exchange.getMessage().getBody(List.class)) {
            into.add(((Message) one).copy());
        }
    }

    @Override
    protected Endpoint createEndpoint(String uri, String address, Map<String, Object> parameters) {
        parameters.clear();
        return new ProcessorEndpoint(uri, this, exchange -> destination.take(address, exchange));
    }
}
