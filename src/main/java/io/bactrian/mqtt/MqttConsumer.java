package io.bactrian.mqtt;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

import io.bactrian.mqtt.client.Delivery;
import io.bactrian.mqtt.client.Session;
import io.bactrian.mqtt.client.Subscriber;
import io.bactrian.text.TopicFilter;
import io.bactrian.threads.UncaughtErrors;

/**
 * Turns arrived messages into exchanges, in order, and acknowledges each when its exchange has completed without a failure. A message whose
 * exchange failed goes to the endpoint of the option {@code setAside}, and is acknowledged when that has it. Without that option, or when
 * that fails too, it is held unacknowledged and processed again, 0.5 s later, then twice as long up to 15 s. Exchanges start on the
 * event loop, and may complete on any thread.
 */
final class MqttConsumer extends DefaultConsumer implements ShutdownAware, Suspendable, Subscriber {
    private final MqttEndpoint endpoint;
    private final TopicFilter filter;
    private final int qos;
    private final SetAside setAside;
    private Session session;
    private InFlight inFlight;

    MqttConsumer(MqttEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.filter = new TopicFilter(endpoint.getTopic());
        this.qos = endpoint.getConfiguration().getQos();
        this.setAside = new SetAside(endpoint);
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
        inFlight = new InFlight(session, this, endpoint.getConfiguration().getReceiveMaximum(),
                endpoint.getComponent().getCounters());
        try {
            session.subscribe(this);
            // not waited for: the first messages may need routes that this thread has yet to start
            session.execute(() -> inFlight.take(true));
        } catch (IllegalArgumentException e) {
            session.on(inFlight::stop);
            endpoint.getComponent().disconnect(session);
            throw e;
        }
    }

    @Override
    protected void doSuspend() {
        session.on(() -> inFlight.take(false));
    }

    @Override
    protected void doResume() {
        session.on(() -> inFlight.take(true));
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
        boolean first = inFlight.stop();
        if (first) {
            session.unsubscribe(this, endpoint.getConfiguration().isCleanStart());
        }
        return first;
    }

    @Override
    public void arrived(Delivery delivery) {
        inFlight.arrived(delivery);
    }

    @Override
    public void linkEnded() {
        inFlight.linkEnded();
    }

    /** Its outcome comes by {@link InFlight#ended}. */
    void start(Delivery delivery) {
        Exchange exchange = exchange(delivery);
        try {
            getAsyncProcessor().process(exchange, doneSync -> completed(delivery, exchange));
            if (exchange.getProperty(MqttHeaders.WAITS) != null) {
                session.passOver(delivery);
            }
        } catch (RuntimeException | Error e) {
            exchange.setException(e);
            completed(delivery, exchange);
        }
    }

    boolean canSetAside() {
        return setAside.isThere();
    }

    /** Its outcome comes by {@link InFlight#setAside}. */
    void setAside(Delivery delivery, Throwable why) {
        setAside.take(exchange(delivery), why,
                notKept -> session.execute(() -> inFlight.setAside(delivery, why, notKept)));
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
        Throwable failure = exchange.getException() == null && exchange.isRollbackOnly()
                ? new IllegalStateException("the exchange was rolled back")
                : exchange.getException();
        releaseExchange(exchange, false);
        if (failure != null) {
            UncaughtErrors.handOverFatal(failure);
        }
        session.execute(() -> inFlight.ended(delivery, failure));
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
        if (inFlight != null) {
            session.on(() -> inFlight.take(false));
        }
    }
}
