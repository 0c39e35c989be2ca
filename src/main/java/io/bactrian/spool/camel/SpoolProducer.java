package io.bactrian.spool.camel;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;

import io.bactrian.spool.Spool;
import io.bactrian.spool.Spool.Completion;
import io.bactrian.spool.SpoolClosedException;

/** Stores the message and continues the exchange on the writer's thread when it is on disk. A null body is stored as empty. */
class SpoolProducer extends DefaultAsyncProducer {
    private final SpoolEndpoint endpoint;

    SpoolProducer(SpoolEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Message message = exchange.getMessage();
            Spool spool = endpoint.spool();
            if (spool == null) {
                throw new SpoolClosedException("spool '" + endpoint.getName() + "' is closed: start its endpoint first");
            }
            Map<String, Object> headers = message.hasHeaders() ? message.getHeaders() : Map.of();
            boolean again = endpoint.getName().equals(exchange.getProperty(SpoolEndpoint.DELIVERING));
            Completion waiting = new Waiting(exchange, callback);
            if (again) {
                spool.requeue(body(message), headers, waiting);
            } else {
                spool.offer(body(message), headers, waiting);
            }
            return false;
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private final class Waiting implements Completion {
        private final Exchange exchange;
        private final AsyncCallback callback;

        Waiting(Exchange exchange, AsyncCallback callback) {
            this.exchange = exchange;
            this.callback = callback;
        }

        @Override
        public void stored(long row) {
            endpoint.listener().stored(exchange, endpoint.getName(), row);
            complete(null);
        }

        @Override
        public void complete(Throwable failure) {
            if (failure != null) {
                exchange.setException(failure);
            }
            callback.done(false);
        }
    }

    private static byte[] body(Message message) throws InvalidPayloadException {
        Object body = message.getBody();
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        if (body instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        return body == null ? new byte[0] : message.getMandatoryBody(byte[].class);
    }
}
