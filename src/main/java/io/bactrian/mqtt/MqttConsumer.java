package io.bactrian.mqtt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jboss.logging.Logger;

/**
 * Turns arrived messages into exchanges, in order, and acknowledges each when its exchange has completed without a failure. A message whose
 * exchange failed is held and processed again, 0.5 s later, then twice as long up to 15 s. Exchanges start on Paho's callback thread, or
 * on the thread that made room for one that waited; they may complete on any.
 */
final class MqttConsumer extends DefaultConsumer implements ShutdownAware, Suspendable {
    private static final Logger LOG = Logger.getLogger(MqttConsumer.class);
    private static final long FIRST_RETRY_MILLIS = 500;
    private static final long LAST_RETRY_MILLIS = 15_000;

    private final MqttEndpoint endpoint;
    private final TopicFilter filter;
    private final int qos;
    private final int maxRunning;
    private final ScheduledExecutorService retries;
    private final MqttCounters counters;
    private final Deque<Delivery> parked = new ArrayDeque<>();
    private final Set<Delivery> held = new HashSet<>();
    private volatile MqttConnection connection;
    private boolean taking;
    private boolean draining;
    private boolean stopped = true;
    private int running;

    MqttConsumer(MqttEndpoint endpoint, Processor processor, ScheduledExecutorService retries) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.filter = new TopicFilter(endpoint.getTopic());
        this.qos = endpoint.getConfiguration().getQos();
        this.maxRunning = endpoint.getConfiguration().getReceiveMaximum();
        this.retries = retries;
        this.counters = endpoint.getComponent().getCounters();
        if (qos > 1) {
            throw new IllegalArgumentException(
                    "the consumer of " + filter + " asks for QoS 2, which Paho cannot acknowledge late without "
                            + "duplicates: use qos=1, which repeats a message after a crash, or qos=0");
        }
    }

    TopicFilter filter() {
        return filter;
    }

    int qos() {
        return qos;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        connection = endpoint.getComponent().connect(endpoint);
        synchronized (parked) {
            stopped = false;
            taking = true;
        }
        try {
            connection.subscriptions().add(this);
        } catch (IllegalArgumentException e) {
            synchronized (parked) {
                stopped = true;
            }
            endpoint.getComponent().disconnect(connection);
            throw e;
        }
    }

    @Override
    protected void doSuspend() {
        take(false);
    }

    @Override
    protected void doResume() {
        take(true);
        drain();
    }

    @Override
    protected void doStop() throws Exception {
        List<Delivery> unfinished = List.of();
        boolean first;
        synchronized (parked) {
            first = !stopped;
            stopped = true;
            taking = false;
            if (first) {
                unfinished = new ArrayList<>(parked);
                unfinished.addAll(held);
                running -= held.size();
                counters.held.addAndGet(-held.size());
                parked.clear();
                held.clear();
            }
        }
        if (first) {
            connection.subscriptions().remove(this, endpoint.getConfiguration().isCleanStart());
            unfinished.forEach(connection.subscriptions()::keep);
            endpoint.getComponent().disconnect(connection);
        }
        super.doStop();
    }

    private void take(boolean on) {
        synchronized (parked) {
            taking = on;
        }
    }

    /** On Paho's callback thread: starts the exchange, or parks the message while suspended or full. */
    void arrived(Delivery delivery) {
        synchronized (parked) {
            if (delivery.message.getQos() == 0 && parked.size() >= maxRunning) {
                counters.dropped.increment();
                return;
            }
            if (!taking || draining || running >= maxRunning || !parked.isEmpty()) {
                parked.add(delivery);
                return;
            }
            running++;
        }
        process(delivery);
    }

    /** What the link brought and nobody has started is the broker's again. */
    void linkEnded(MqttLink link) {
        synchronized (parked) {
            parked.removeIf(delivery -> delivery.link == link);
            int before = held.size();
            held.removeIf(delivery -> delivery.link == link);
            int gone = before - held.size();
            running -= gone;
            counters.held.addAndGet(-gone);
        }
    }

    private void drain() {
        synchronized (parked) {
            if (draining) {
                return;
            }
            draining = true;
        }
        while (true) {
            Delivery next;
            synchronized (parked) {
                next = taking && running < maxRunning ? parked.poll() : null;
                if (next == null) {
                    draining = false;
                    return;
                }
                running++;
            }
            process(next);
        }
    }

    private void process(Delivery delivery) {
        Exchange exchange = null;
        try {
            exchange = exchange(delivery);
            Exchange started = exchange;
            getAsyncProcessor().process(started, doneSync -> completed(delivery, started));
        } catch (RuntimeException e) {
            if (exchange == null) {
                failed(delivery, e);
            } else {
                exchange.setException(e);
                completed(delivery, exchange);
            }
        }
    }

    private Exchange exchange(Delivery delivery) {
        Exchange exchange = createExchange(false);
        Message in = exchange.getIn();
        in.setBody(delivery.payload);
        in.setHeader(PahoMqtt5Constants.MQTT_TOPIC, delivery.topic);
        in.setHeader(PahoMqtt5Constants.MQTT_QOS, delivery.message.getQos());
        in.setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, delivery.message.getProperties());
        in.setHeader(MqttHeaders.PACKET_ID, delivery.message.getId());
        in.setHeader(MqttHeaders.DUPLICATE, delivery.duplicate || delivery.failures > 0);
        in.setHeader(MqttHeaders.ARRIVAL, delivery.arrival);
        return exchange;
    }

    private void completed(Delivery delivery, Exchange exchange) {
        Throwable failure = exchange.getException();
        if (failure == null && exchange.isRollbackOnly()) {
            failure = new IllegalStateException("the exchange was rolled back");
        }
        releaseExchange(exchange, false);
        if (failure != null) {
            failed(delivery, failure);
            return;
        }
        delivery.acknowledge(counters);
        boolean more;
        synchronized (parked) {
            running--;
            more = !parked.isEmpty();
        }
        if (more) {
            drain();
        }
    }

    private void failed(Delivery delivery, Throwable failure) {
        boolean first;
        synchronized (parked) {
            if (stopped || delivery.link.isEnded()) {
                running--;
                if (stopped) {
                    connection.subscriptions().keep(delivery);
                }
                return;
            }
            held.add(delivery);
            first = counters.held.getAndIncrement() == 0;
        }
        String text = "message on " + delivery.topic + ": " + failure;
        connection.lastFailure(text);
        if (first) {
            LOG.warnf("MQTT %s; held unacknowledged and processed again until it succeeds", text);
        }
        long delay = Math.min(LAST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(delivery.failures++, 10));
        retries.schedule(() -> retry(delivery), delay, TimeUnit.MILLISECONDS);
    }

    private void retry(Delivery delivery) {
        synchronized (parked) {
            if (!held.remove(delivery)) {
                return;
            }
            running--;
            counters.held.decrementAndGet();
            counters.retried.increment();
            parked.addFirst(delivery);
        }
        drain();
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return true;
    }

    /** None beyond Camel's own count: what is parked or held stays with the broker. */
    @Override
    public int getPendingExchangesSize() {
        return 0;
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        take(false);
    }
}
