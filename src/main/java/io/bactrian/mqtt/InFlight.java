package io.bactrian.mqtt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jboss.logging.Logger;

import io.bactrian.mqtt.client.Delivery;
import io.bactrian.mqtt.client.MqttCounters;
import io.bactrian.mqtt.client.Session;

/** One consumer's unacknowledged messages: parked while it is suspended or full, started, set aside, or held. On the event loop. */
final class InFlight {
    private static final Logger LOG = Logger.getLogger(InFlight.class);
    private static final long FIRST_RETRY_MILLIS = 500;
    private static final long LAST_RETRY_MILLIS = 15_000;
    private static final long LOOK_MILLIS = 250;

    private final Session session;
    private final MqttConsumer consumer;
    private final int most;
    private final MqttCounters counters;
    private final NoisyTopics noisy;
    private final Deque<Delivery> parked = new ArrayDeque<>();
    private final Set<Delivery> started = new LinkedHashSet<>();
    private final Set<Delivery> held = new HashSet<>();
    private boolean taking;
    private boolean suspended;
    private boolean looking;
    private boolean stopped;
    private int running;

    InFlight(Session session, MqttConsumer consumer, int most, MqttCounters counters) {
        this.session = session;
        this.consumer = consumer;
        this.most = most;
        this.counters = counters;
        this.noisy = new NoisyTopics(most);
    }

    /** Takes nothing before it is called for the first time. */
    boolean take(boolean on) {
        taking = on;
        suspended = !on;
        drain();
        return on;
    }

    /** Gives back what is not started; false when it was stopped before. */
    boolean stop() {
        if (stopped) {
            return false;
        }
        stopped = true;
        taking = false;
        parked.addAll(held);
        forget(held.size());
        held.clear();
        parked.forEach(session::keep);
        parked.clear();
        return true;
    }

    void arrived(Delivery delivery) {
        if (taking && running < most && parked.isEmpty()) {
            start(delivery);
        } else if (delivery.qos() == 0 && parked.size() >= most) {
            counters.countDropped();
        } else {
            parked.add(delivery);
            if (suspended) {
                session.passOver(delivery);
            }
        }
    }

    void linkEnded() {
        parked.removeIf(Delivery::isStale);
        int before = held.size();
        held.removeIf(Delivery::isStale);
        forget(before - held.size());
    }

    private void forget(int heldBefore) {
        running -= heldBefore;
        counters.addHeld(-heldBefore);
    }

    private void drain() {
        while (taking && running < most && !parked.isEmpty()) {
            start(parked.poll());
        }
    }

    private void start(Delivery delivery) {
        running++;
        if (noisy.contain(delivery.topic())) {
            failed(delivery, new OverloadException(delivery.topic()));
            return;
        }
        started.add(delivery);
        if (!looking && noisy.isScarce(session.unacknowledged())) {
            looking = true;
            session.schedule(this::look, LOOK_MILLIS);
        }
        consumer.start(delivery);
    }

    /** {@code failure} null where it was processed. What was given up before does not count any more. */
    void ended(Delivery delivery, Throwable failure) {
        if (!started.remove(delivery)) {
            return;
        }
        if (failure == null) {
            noisy.finished();
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

    /** While places are scarce: what is old no longer holds up the acknowledgements behind it, and what a noisy topic has gives its place back. */
    private void look() {
        looking = !stopped && noisy.isScarce(session.unacknowledged());
        if (!looking) {
            noisy.clear();
            return;
        }
        for (Delivery old : noisy.look(started)) {
            session.passOver(old);
            if (consumer.canSetAside() && noisy.contain(old.topic()) && started.remove(old)) {
                failed(old, new OverloadException(old.topic()));
            }
        }
        session.schedule(this::look, LOOK_MILLIS);
    }

    private void failed(Delivery delivery, Throwable failure) {
        session.lastFailure("message on " + delivery.topic() + ": " + failure);
        if (stopped || delivery.isStale()) {
            leave(delivery);
        } else if (consumer.canSetAside()) {
            consumer.setAside(delivery, failure);
        } else {
            hold(delivery, failure);
        }
    }

    /** {@code notKept} null where it is kept. */
    void setAside(Delivery delivery, Throwable failure, Throwable notKept) {
        if (notKept == null) {
            counters.countSetAside();
            finished(delivery);
        } else if (stopped || delivery.isStale()) {
            leave(delivery);
        } else {
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
        session.schedule(() -> retry(delivery),
                Math.min(LAST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(delivery.failed(), 10)));
    }

    private void retry(Delivery delivery) {
        if (held.remove(delivery)) {
            forget(1);
            counters.countRetry();
            parked.addFirst(delivery);
            drain();
        }
    }
}
