package io.bactrian.mqtt;

import java.util.function.Consumer;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;

/** The endpoint that takes messages whose exchange failed, so that they can be acknowledged. */
final class SetAside {
    private final MqttEndpoint endpoint;
    private AsyncProducer producer;

    SetAside(MqttEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    void start() throws Exception {
        if (endpoint.setAside() != null) {
            producer = endpoint.getCamelContext().getEndpoint(endpoint.setAside()).createAsyncProducer();
            producer.start();
        }
    }

    void stop() {
        if (producer != null) {
            producer.stop();
        }
    }

    boolean isThere() {
        return producer != null;
    }

    /** {@code then} receives null when the message is kept, else the reason; on any thread. */
    void take(Exchange message, Throwable why, Consumer<Throwable> then) {
        message.setProperty(Exchange.EXCEPTION_CAUGHT, why);
        try {
            producer.process(message, sync -> then.accept(message.getException()));
        } catch (RuntimeException e) {
            then.accept(e);
        }
    }
}
