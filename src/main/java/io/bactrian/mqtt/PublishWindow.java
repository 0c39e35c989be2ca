package io.bactrian.mqtt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * The publishes on their way, in order: those sent and not acknowledged, then those that wait for room or for a connection. Never blocks.
 * What a lost connection leaves unacknowledged goes again, in order, on the next. Any thread may call; exchanges complete outside the lock.
 */
final class PublishWindow {
    /** Server reasons that say a packet of ours was at fault: the same packet would end every connection. */
    private static final Set<Integer> PACKET_AT_FAULT = Set.of(0x81, 0x82, 0x90, 0x95, 0x99, 0x9A, 0x9B);
    private static final int TRIES_WHEN_AT_FAULT = 3;
    /** Acknowledged publishes are kept behind an unacknowledged older one, for the order; so many for each place in flight. */
    private static final int SENT_PER_PLACE = 64;

    private final int maxInFlight;
    private final int maxWaiting;
    private final MqttCounters counters;
    private final ArrayDeque<Publish> sent = new ArrayDeque<>();
    private final ArrayDeque<Publish> waiting = new ArrayDeque<>();
    private MqttLink link;
    private int limit;
    private int inFlight;
    private long maxPacketSize = Long.MAX_VALUE;

    PublishWindow(int maxInFlight, int maxWaiting, MqttCounters counters) {
        this.maxInFlight = maxInFlight;
        this.maxWaiting = maxWaiting;
        this.counters = counters;
    }

    /** Takes a publish; its exchange completes later, by another thread or this one. */
    void submit(Publish publish) throws MqttPublishException {
        synchronized (this) {
            if (waiting.size() >= maxWaiting) {
                counters.publishRefused.increment();
                throw new MqttPublishException("publish to " + publish.topic + " refused: " + maxWaiting
                        + " publishes wait for the broker already; see why it does not take them, or raise maxWaitingPublishes",
                        0);
            }
            if (publish.size() > maxPacketSize) {
                counters.publishRefused.increment();
                throw new MqttPublishException("publish to " + publish.topic + " refused: " + publish.size()
                        + " bytes, and the broker takes packets of " + maxPacketSize + " bytes at most", 0x95);
            }
            waiting.add(publish);
            send();
        }
    }

    /** The link is up: what is unacknowledged goes again, then what waits. */
    void resume(MqttLink on, MqttProperties connack) {
        List<Publish> tooLarge = new ArrayList<>();
        synchronized (this) {
            Integer server = connack == null ? null : connack.getReceiveMaximum();
            Long packet = connack == null ? null : connack.getMaximumPacketSize();
            // one less: Paho reports a QoS 0 publish as sent a moment before it frees the place
            limit = Math.max(1, Math.min(maxInFlight, (server == null ? 65_535 : server) - 1));
            maxPacketSize = packet == null ? Long.MAX_VALUE : packet;
            link = on;
            waiting.removeIf(publish -> publish.size() > maxPacketSize && tooLarge.add(publish));
            send();
        }
        tooLarge.forEach(p -> refuse(p, "larger than the " + maxPacketSize + " bytes the broker takes", 0x95));
    }

    /** The link is down; {@code serverReason} as the broker gave it, else 0. */
    void suspend(MqttLink from, int serverReason) {
        Publish poison = null;
        synchronized (this) {
            if (link != from) {
                return;
            }
            link = null;
            inFlight = 0;
            while (!sent.isEmpty()) {
                Publish last = sent.removeLast();
                if (!last.done) {
                    waiting.addFirst(last);
                }
            }
            Publish first = waiting.peek();
            if (first != null && PACKET_AT_FAULT.contains(serverReason) && ++first.refusedConnections >= TRIES_WHEN_AT_FAULT) {
                poison = waiting.poll();
            }
        }
        if (poison != null) {
            refuse(poison, "it ended the connection " + TRIES_WHEN_AT_FAULT + " times", serverReason);
        }
    }

    /** The broker has answered, or the QoS 0 message is sent. */
    void completed(MqttLink by, Publish publish, int reasonCode) {
        synchronized (this) {
            if (link != by) {
                return;
            }
            inFlight--;
            boolean givenUp = publish.done;
            publish.done = true;
            while (!sent.isEmpty() && sent.peek().done) {
                sent.poll();
            }
            send();
            if (givenUp) {
                return;
            }
        }
        if (reasonCode >= 0x80) {
            refuse(publish, "the broker said no", reasonCode);
        } else {
            counters.published.increment();
            publish.complete(null);
        }
    }

    /** Fails what one producer still has on the way. */
    void abandon(MqttProducer owner) {
        List<Publish> given = new ArrayList<>();
        synchronized (this) {
            for (Publish publish : sent) {
                if (publish.owner == owner && !publish.done) {
                    publish.done = true;
                    given.add(publish);
                }
            }
            for (Iterator<Publish> each = waiting.iterator(); each.hasNext();) {
                Publish publish = each.next();
                if (publish.owner == owner) {
                    each.remove();
                    given.add(publish);
                }
            }
        }
        for (Publish publish : given) {
            publish.complete(new MqttPublishException("publish to " + publish.topic
                    + " given up: the producer was stopped before the broker acknowledged it; it may or may not have arrived",
                    0));
        }
    }

    synchronized int waiting() {
        return waiting.size();
    }

    synchronized int inFlight() {
        return inFlight;
    }

    private void send() {
        while (link != null && inFlight < limit && sent.size() < SENT_PER_PLACE * limit && !waiting.isEmpty()) {
            Publish next = waiting.peek();
            try {
                link.publish(next);
            } catch (MqttException | RuntimeException e) {
                link.kill();
                return;
            }
            waiting.poll();
            sent.add(next);
            inFlight++;
        }
    }

    private void refuse(Publish publish, String why, int reasonCode) {
        counters.publishRefused.increment();
        publish.complete(new MqttPublishException(
                "publish to %s refused: %s (reason 0x%02x)".formatted(publish.topic, why, reasonCode), reasonCode));
    }
}
