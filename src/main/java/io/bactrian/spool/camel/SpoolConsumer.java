package io.bactrian.spool.camel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.camel.AsyncProcessor;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeExchangeException;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultMessage;
import org.jboss.logging.Logger;

import io.bactrian.spool.Spool;
import io.bactrian.spool.Spool.BatchHandler;
import io.bactrian.spool.Spool.Completion;
import io.bactrian.spool.SpoolRecord;

/**
 * Sends batches into its route, one at a time, on the spool's reader thread. Each attempt gets
 * new messages, because Camel's Kafka producer removes headers from them: leave redelivery to the spool.
 */
class SpoolConsumer extends DefaultConsumer {
    private static final Logger LOG = Logger.getLogger(SpoolConsumer.class);
    private static final long NO_PAUSE = Long.MAX_VALUE;
    private static final long NEVER = Long.MIN_VALUE;
    private static final long QUIET_NANOS = 60_000_000_000L;

    private final SpoolEndpoint endpoint;
    private final AtomicLong pause = new AtomicLong(NO_PAUSE);
    private final AtomicLong loggedAt = new AtomicLong(NEVER);
    private Spool attached;
    private AsyncProducer refused;

    SpoolConsumer(SpoolEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (endpoint.getRefused() != null) {
            refused = endpoint.getCamelContext().getEndpoint(endpoint.getRefused()).createAsyncProducer();
            refused.start();
        }
        Spool spool = endpoint.spool();
        BatchHandler handler = endpoint.isExchangePerRecord()
                ? new RecordDelivery(this::sendRecord)
                : new BatchDelivery(new BatchSender(), endpoint.failures());
        spool.attach((records, done) -> handler.handle(records, failure -> settled(spool, failure, done)),
                endpoint.getBatchSize(), endpoint.getBatchBytes(), endpoint.getDelay().toMillis());
        attached = spool;
    }

    @Override
    protected void doStop() throws Exception {
        if (attached != null) {
            attached.detach();
            attached = null;
        }
        if (refused != null) {
            refused.stop();
        }
        super.doStop();
    }

    private void settled(Spool spool, Throwable failure, Completion done) {
        String reason = failure == null ? null : endpoint.failures().describe(failure);
        spool.deliveryError(reason);
        endpoint.listener().sent(endpoint.getName(), reason);
        long least = pause.getAndSet(NO_PAUSE);
        if (failure == null && least != NO_PAUSE && least > 0) {
            spool.pause(least);
        }
        done.complete(failure);
    }

    private void sendRecord(SpoolRecord record, Completion done) {
        process(exchange(record), done);
    }

    private final class BatchSender implements BatchDelivery.Sender {
        @Override
        public void send(List<SpoolRecord> records, Completion done) {
            Exchange exchange = exchange();
            exchange.getIn().setBody(messages(records, exchange));
            exchange.getIn().setHeader(SpoolEndpoint.RECORDS, records.size());
            process(exchange, done);
        }

        @Override
        public void giveUp(SpoolRecord record, Throwable failure, Completion done) {
            endpoint.spool().countRefused();
            String reason = endpoint.failures().describe(failure);
            log(record, reason);
            if (refused == null) {
                done.complete(null);
                return;
            }
            Exchange exchange = exchange(record);
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
            exchange.setProperty(SpoolEndpoint.REASON, reason);
            process(exchange, done, refused);
        }
    }

    /** At most once a minute: one device may send nothing else. */
    private void log(SpoolRecord record, String reason) {
        long now = System.nanoTime();
        long before = loggedAt.get();
        if (before == NEVER || now - before > QUIET_NANOS) {
            loggedAt.set(now);
            LOG.errorf(
                    "Spool '%s': the record %s of %d bytes is refused permanently: %s. It %s. Others within a minute are only counted"
                            + " (bactrian_spool_refused_total).",
                    endpoint.getName(), record.headers().getOrDefault("ce_id", ""),
                    record.body().length, reason, refused == null ? "is dropped" : "goes to " + endpoint.getRefused());
        }
    }

    private Exchange exchange() {
        Exchange exchange = createExchange(false);
        exchange.setProperty(SpoolEndpoint.DELIVERING, endpoint.getName());
        return exchange;
    }

    private Exchange exchange(SpoolRecord record) {
        Exchange exchange = exchange();
        exchange.getIn().setBody(record.body());
        record.headers().forEach(exchange.getIn()::setHeader);
        return exchange;
    }

    private void process(Exchange exchange, Completion done) {
        process(exchange, done, getAsyncProcessor());
    }

    private void process(Exchange exchange, Completion done, AsyncProcessor target) {
        target.process(exchange, synchronous -> {
            Throwable failure = failure(exchange);
            pause.accumulateAndGet(exchange.getProperty(SpoolEndpoint.PAUSE, 0L, Long.class), Math::min);
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
