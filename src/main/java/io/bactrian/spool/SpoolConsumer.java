package io.bactrian.spool;

import java.util.ArrayList;
import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeExchangeException;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultMessage;

/**
 * Sends batches into its route, one at a time, on the spool's reader thread. Messages are made anew for each attempt,
 * because Camel's Kafka producer takes headers off them: leave redelivery to the spool.
 */
class SpoolConsumer extends DefaultConsumer {
    private final SpoolEndpoint endpoint;
    private Spool attached;

    SpoolConsumer(SpoolEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Spool spool = endpoint.spool();
        spool.attach(this::send, endpoint.getBatchSize(), endpoint.getBatchBytes());
        attached = spool;
    }

    @Override
    protected void doStop() throws Exception {
        if (attached != null) {
            attached.detach();
            attached = null;
        }
        super.doStop();
    }

    private void send(List<SpoolRecord> records, Completion done) {
        Exchange exchange = createExchange(false);
        exchange.getIn().setBody(messages(records, exchange));
        exchange.getIn().setHeader(SpoolEndpoint.RECORDS, records.size());
        getAsyncProcessor().process(exchange, synchronous -> {
            Throwable failure = failure(exchange);
            releaseExchange(exchange, false);
            done.complete(failure);
        });
    }

    private List<Message> messages(List<SpoolRecord> records, Exchange exchange) {
        var messages = new ArrayList<Message>(records.size());
        for (SpoolRecord record : records) {
            var message = new DefaultMessage(endpoint.getCamelContext());
            message.setExchange(exchange);
            message.setBody(record.body());
            record.headers().forEach(message::setHeader);
            messages.add(message);
        }
        return messages;
    }

    private static Throwable failure(Exchange exchange) {
        if (exchange.getException() != null) {
            return exchange.getException();
        }
        return exchange.isRollbackOnly() ? new RuntimeExchangeException("rolled back", exchange) : null;
    }
}
