package io.bactrian.mqtt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jboss.logging.Logger;

/**
 * The consumers of one connection: subscribes for each on every new link until the broker grants it, and gives each message to the consumer
 * whose filter matches. A message that no consumer wants, which an old session can bring, is kept unacknowledged for one that may come.
 */
final class Subscriptions {
    private static final Logger LOG = Logger.getLogger(Subscriptions.class);

    private final ScheduledExecutorService upkeep;
    private final CopyOnWriteArrayList<MqttConsumer> consumers = new CopyOnWriteArrayList<>();
    private final Map<MqttConsumer, String> refusals = new HashMap<>();
    private final Deque<Delivery> unclaimed = new ArrayDeque<>();
    private MqttLink link;

    Subscriptions(ScheduledExecutorService upkeep) {
        this.upkeep = upkeep;
    }

    /** @throws IllegalArgumentException when another consumer of this client id could get the same message */
    void add(MqttConsumer consumer) {
        List<Delivery> wanted = new ArrayList<>();
        synchronized (this) {
            for (MqttConsumer other : consumers) {
                if (other.filter().overlaps(consumer.filter())) {
                    throw new IllegalArgumentException(
                            "the MQTT topic filters '" + other.filter() + "' and '" + consumer.filter()
                                    + "' overlap on one client id: give one of the routes its own clientId");
                }
            }
            consumers.add(consumer);
            refusals.put(consumer, "not subscribed to " + consumer.filter() + " yet");
            unclaimed.removeIf(delivery -> consumer.filter().matches(delivery.topic) && wanted.add(delivery));
        }
        wanted.forEach(consumer::arrived);
        subscribe(consumer, new Backoff(1_000, 15_000));
    }

    void remove(MqttConsumer consumer, boolean unsubscribe) {
        MqttLink current;
        synchronized (this) {
            consumers.remove(consumer);
            refusals.remove(consumer);
            current = link;
        }
        if (unsubscribe && current != null) {
            current.unsubscribe(consumer.filter().text());
        }
    }

    void up(MqttLink on) {
        synchronized (this) {
            link = on;
        }
        for (MqttConsumer consumer : consumers) {
            subscribe(consumer, new Backoff(1_000, 15_000));
        }
    }

    void down(MqttLink from) {
        synchronized (this) {
            link = null;
            unclaimed.removeIf(delivery -> delivery.link == from);
            refusals.replaceAll((consumer, before) -> "not connected");
        }
        consumers.forEach(consumer -> consumer.linkEnded(from));
    }

    void arrived(Delivery delivery) {
        for (MqttConsumer consumer : consumers) {
            if (consumer.filter().matches(delivery.topic)) {
                consumer.arrived(delivery);
                return;
            }
        }
        keep(delivery);
    }

    /** Takes back what a stopping consumer has not finished. */
    void keep(Delivery delivery) {
        synchronized (this) {
            if (delivery.link.isEnded()) {
                return;
            }
            unclaimed.add(delivery);
            if (unclaimed.size() > 1) {
                return;
            }
        }
        LOG.warnf(
                "A message on MQTT topic %s matches no running route: kept unacknowledged. If no route will want it, the session holds an "
                        + "old subscription: start once with cleanStart=true, or with another client id",
                delivery.topic);
    }

    synchronized int unclaimed() {
        return unclaimed.size();
    }

    /** Null when the broker has granted every subscription. */
    synchronized String refusal() {
        return refusals.isEmpty() ? null : refusals.values().iterator().next();
    }

    private void subscribe(MqttConsumer consumer, Backoff backoff) {
        MqttLink on;
        synchronized (this) {
            on = link;
        }
        if (on == null || !on.isUp() || !consumers.contains(consumer)) {
            return;
        }
        try {
            on.subscribe(consumer.filter().text(), consumer.qos(), new Granted(on, consumer, backoff));
        } catch (MqttException | RuntimeException e) {
            refused(on, consumer, backoff, e.toString());
        }
    }

    private void refused(MqttLink by, MqttConsumer consumer, Backoff backoff, String why) {
        String text = "subscription to " + consumer.filter() + " refused: " + why;
        synchronized (this) {
            if (link != by || !consumers.contains(consumer)) {
                return;
            }
            if (!text.equals(refusals.put(consumer, text))) {
                LOG.errorf("MQTT %s; trying again for good", text);
            }
        }
        upkeep.schedule(() -> {
            if (!by.isEnded()) {
                subscribe(consumer, backoff);
            }
        }, backoff.nextMillis(), TimeUnit.MILLISECONDS);
    }

    private final class Granted implements MqttActionListener {
        private final MqttLink on;
        private final MqttConsumer consumer;
        private final Backoff backoff;

        Granted(MqttLink on, MqttConsumer consumer, Backoff backoff) {
            this.on = on;
            this.consumer = consumer;
            this.backoff = backoff;
        }

        @Override
        public void onSuccess(IMqttToken token) {
            int[] reasons = token.getReasonCodes();
            int reason = reasons == null || reasons.length == 0 ? 0x80 : reasons[0];
            if (reason >= 0x80) {
                refused(on, consumer, backoff, "reason 0x%02x".formatted(reason));
                return;
            }
            synchronized (Subscriptions.this) {
                if (link == on) {
                    refusals.remove(consumer);
                }
            }
        }

        @Override
        public void onFailure(IMqttToken token, Throwable exception) {
            refused(on, consumer, backoff, exception.toString());
        }
    }
}
