package io.bactrian.mqtt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jboss.logging.Logger;

import io.bactrian.mqtt.client.Delivery;
import io.bactrian.mqtt.client.MqttCounters;
import io.bactrian.mqtt.client.Session;
import io.bactrian.mqtt.client.Subscriber;
import io.bactrian.mqtt.client.TopicFilter;
import io.bactrian.mqtt.client.Uncaught;

/**
 * Turns arrived messages into exchanges, in order, and acknowledges each when its exchange has completed without a failure. A message whose
 * exchange failed goes to the endpoint of the option {@code setAside}, and is acknowledged when that has it. Without that option, or when
 * that fails too, it is held unacknowledged and processed again, 0.5 s later, then twice as long up to 15 s. Exchanges start on the
 * event loop, and may complete on any thread; all state belongs to the event loop.
 */
final class MqttConsumer extends DefaultConsumer implements ShutdownAware, Suspendable, Subscriber {
    private static final Logger LOG = Logger.getLogger(MqttConsumer.class);
    private static final long FIRST_RETRY_MILLIS = 500;
    private static final long LAST_RETRY_MILLIS = 15_000;
    private static final long LOOK_MILLIS = 250;

    private final MqttEndpoint endpoint;
    private final TopicFilter filter;
    private final int qos;
    private final int maxRunning;
    private final SetAside setAside;
    private final Hogs hogs;
    private final MqttCounters counters;
    private final Deque<Delivery> parked = new ArrayDeque<>();
    private final Set<Delivery> held = new HashSet<>();
    private final Set<Delivery> started = new LinkedHashSet<>();
    private Session session;
    private boolean taking;
    private boolean looking;
    private boolean stopped = true;
    private int running;

    MqttConsumer(MqttEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.filter = new TopicFilter(endpoint.getTopic());
        this.qos = endpoint.getConfiguration().getQos();
        this.maxRunning = endpoint.getConfiguration().getReceiveMaximum();
        this.counters = endpoint.getComponent().getCounters();
        this.setAside = new SetAside(endpoint);
        this.hogs = new Hogs(maxRunning);
        if (qos > 1) {
            throw new IllegalArgumentException(
                    "the consumer of " + filter + " asks for QoS 2, which cannot be acknowledged late without "
                            + "duplicates: use qos=1, which repeats a message after a crash, or qos=0");
        }
    }

    @Override
    public TopicFilter filter() {
        return filter;
    }

    @Override
    public int qos() {
        return qos;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        setAside.start();
        session = endpoint.getComponent().connect(endpoint);
        session.on(() -> take(true));
        try {
            session.subscribe(this);
        } catch (IllegalArgumentException e) {
            session.on(() -> stopped = true);
            endpoint.getComponent().disconnect(session);
            throw e;
        }
    }

    @Override
    protected void doSuspend() {
        session.on(() -> taking = false);
    }

    @Override
    protected void doResume() {
        session.on(() -> take(true));
    }

    @Override
    protected void doStop() throws Exception {
        if (session != null && session.on(this::end)) {
            endpoint.getComponent().disconnect(session);
        }
        setAside.stop();
        super.doStop();
    }

    private boolean end() {
        if (stopped) {
            return false;
        }
        stopped = true;
        taking = false;
        session.unsubscribe(this, endpoint.getConfiguration().isCleanStart());
        List<Delivery> unfinished = new ArrayList<>(parked);
        unfinished.addAll(held);
        running -= held.size();
        counters.addHeld(-held.size());
        parked.clear();
        held.clear();
        unfinished.forEach(session::keep);
        return true;
    }

    private boolean take(boolean on) {
        stopped = false;
        taking = on;
        drain();
        return on;
    }

    @Override
    public void arrived(Delivery delivery) {
        if (taking && running < maxRunning && parked.isEmpty()) {
            start(delivery);
        } else if (delivery.qos() == 0 && parked.size() >= maxRunning) {
            counters.countDropped();
        } else {
            parked.add(delivery);
            if (!taking) {
                session.passOver(delivery);
            }
        }
    }

    @Override
    public void linkEnded() {
        parked.removeIf(Delivery::isStale);
        int before = held.size();
        held.removeIf(Delivery::isStale);
        int gone = before - held.size();
        running -= gone;
        counters.addHeld(-gone);
    }

    private void drain() {
        while (taking && running < maxRunning && !parked.isEmpty()) {
            start(parked.poll());
        }
    }

    private void start(Delivery delivery) {
        running++;
        if (hogs.contain(delivery.topic())) {
            failed(delivery, new OverloadException(delivery.topic()));
            return;
        }
        started.add(delivery);
        if (!looking && hogs.isScarce(session.unacknowledged())) {
            looking = true;
            session.schedule(this::look, LOOK_MILLIS);
        }
        Exchange exchange = null;
        try {
            exchange = exchange(delivery);
            Exchange started = exchange;
            getAsyncProcessor().process(started, doneSync -> completed(delivery, started));
        } catch (RuntimeException | Error e) {
            if (exchange == null) {
                session.execute(() -> ended(delivery, e));
            } else {
                exchange.setException(e);
                completed(delivery, exchange);
            }
        }
    }

    private Exchange exchange(Delivery delivery) {
        Exchange exchange = createExchange(false);
        Message in = exchange.getIn();
        in.setBody(delivery.payload());
        in.setHeader(PahoMqtt5Constants.MQTT_TOPIC, delivery.topic());
        in.setHeader(PahoMqtt5Constants.MQTT_QOS, delivery.qos());
        MqttProperties properties = PahoProperties.read(delivery.properties());
        if (properties != null) {
            in.setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, properties);
        }
        in.setHeader(MqttHeaders.PACKET_ID, delivery.packetId());
        in.setHeader(MqttHeaders.DUPLICATE, delivery.duplicate() || delivery.failures() > 0);
        in.setHeader(MqttHeaders.ARRIVAL, delivery.arrival());
        if (delivery.isCut()) {
            in.setHeader(MqttHeaders.LENGTH, delivery.length());
        }
        return exchange;
    }

    /** On any thread. */
    private void completed(Delivery delivery, Exchange exchange) {
        Throwable failure = exchange.getException();
        if (failure == null && exchange.isRollbackOnly()) {
            failure = new IllegalStateException("the exchange was rolled back");
        }
        releaseExchange(exchange, false);
        Throwable why = failure;
        if (why != null) {
            Uncaught.ended(why);
        }
        session.execute(() -> ended(delivery, why));
    }

    private void ended(Delivery delivery, Throwable failure) {
        if (!started.remove(delivery)) {
            return;
        }
        if (failure == null) {
            hogs.finished();
            finished(delivery);
        } else {
            failed(delivery, failure);
        }
    }

    private void finished(Delivery delivery) {
        session.finished(delivery);
        running--;
        drain();
    }

    /** While places are scarce: what is old no longer holds up the acknowledgements behind it, and what a hog has gives its place back. */
    private void look() {
        looking = !stopped && hogs.isScarce(session.unacknowledged());
        if (!looking) {
            hogs.clear();
            return;
        }
        for (Delivery old : hogs.look(started)) {
            session.passOver(old);
            if (setAside.isThere() && hogs.contain(old.topic()) && started.remove(old)) {
                failed(old, new OverloadException(old.topic()));
            }
        }
        session.schedule(this::look, LOOK_MILLIS);
    }

    private void failed(Delivery delivery, Throwable failure) {
        session.lastFailure("message on " + delivery.topic() + ": " + failure);
        if (stopped || delivery.isStale()) {
            leave(delivery);
        } else if (setAside.isThere()) {
            setAside.take(exchange(delivery), failure, kept -> session.execute(() -> setAside(delivery, failure, kept)));
        } else {
            hold(delivery, failure);
        }
    }

    private void setAside(Delivery delivery, Throwable failure, Throwable notKept) {
        if (notKept == null) {
            counters.countSetAside();
            finished(delivery);
        } else if (stopped || delivery.isStale()) {
            leave(delivery);
        } else {
            failure.addSuppressed(notKept);
            session.lastFailure("message on " + delivery.topic() + ": " + failure + "; nor could it be set aside: " + notKept);
            hold(delivery, failure);
        }
    }

    private void leave(Delivery delivery) {
        running--;
        if (stopped) {
            session.keep(delivery);
        }
    }

    private void hold(Delivery delivery, Throwable failure) {
        held.add(delivery);
        session.passOver(delivery);
        if (counters.held() == 0) {
            LOG.warnf("MQTT message on %s: %s; held unacknowledged and processed again until it succeeds", delivery.topic(),
                    failure);
        }
        counters.addHeld(1);
        long delay = Math.min(LAST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(delivery.failed(), 10));
        session.schedule(() -> retry(delivery), delay);
    }

    private void retry(Delivery delivery) {
        if (held.remove(delivery)) {
            running--;
            counters.addHeld(-1);
            counters.countRetry();
            parked.addFirst(delivery);
            drain();
        }
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
        if (session != null) {
            session.on(() -> taking = false);
        }
    }
}
