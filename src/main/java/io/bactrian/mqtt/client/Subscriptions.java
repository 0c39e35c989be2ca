package io.bactrian.mqtt.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

import io.bactrian.threads.Backoff;
import io.netty.channel.EventLoop;

/**
 * The subscribers of one session: subscribes for each on every new connection until the broker grants it, and gives each message to the one
 * whose filter matches. A message that none wants, which an old session can bring, is kept unacknowledged for one that may come: when it
 * comes, it gets these first and newer ones after them. On the event loop.
 */
final class Subscriptions {
    private static final Logger LOG = Logger.getLogger(Subscriptions.class);
    private static final long PATIENCE_SECONDS = 30;

    private record Request(Subscriber subscriber, Backoff backoff) {
    }

    private final EventLoop loop;
    private final PacketIds ids;
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final Map<Subscriber, String> refusals = new HashMap<>();
    private final Map<Integer, Request> requests = new HashMap<>();
    private final ArrayDeque<Delivery> unclaimed = new ArrayDeque<>();
    private Link link;

    Subscriptions(EventLoop loop, PacketIds ids) {
        this.loop = loop;
        this.ids = ids;
    }

    /** @throws IllegalArgumentException when another subscriber of this session could get the same message */
    void add(Subscriber subscriber) {
        for (Subscriber other : subscribers) {
            if (other.filter().overlaps(subscriber.filter())) {
                throw new IllegalArgumentException("the MQTT topic filters '" + other.filter() + "' and '" + subscriber.filter()
                        + "' overlap on one client id: give one of the routes its own clientId");
            }
        }
        subscribers.add(subscriber);
        refusals.put(subscriber, "not subscribed to " + subscriber.filter() + " yet");
        List<Delivery> wanted = new ArrayList<>();
        unclaimed.removeIf(delivery -> subscriber.filter().matches(delivery.topic()) && wanted.add(delivery));
        wanted.forEach(subscriber::arrived);
        subscribe(new Request(subscriber, Backoff.jittered(1_000, 15_000)));
    }

    /** @param forget whether the broker is to forget the subscription too */
    void remove(Subscriber subscriber, boolean forget) {
        subscribers.remove(subscriber);
        refusals.remove(subscriber);
        if (forget && link != null) {
            int id = ids.next();
            requests.put(id, new Request(subscriber, null));
            link.write(Packets.unsubscribe(id, subscriber.filter().text()));
        }
    }

    void up(Link on) {
        link = on;
        subscribers.forEach(subscriber -> subscribe(new Request(subscriber, Backoff.jittered(1_000, 15_000))));
    }

    void down() {
        link = null;
        requests.keySet().forEach(ids::free);
        requests.clear();
        unclaimed.removeIf(Delivery::isStale);
        refusals.replaceAll((subscriber, before) -> "not connected");
        List.copyOf(subscribers).forEach(Subscriber::linkEnded);
    }

    void arrived(Delivery delivery) {
        for (Subscriber subscriber : subscribers) {
            if (subscriber.filter().matches(delivery.topic())) {
                subscriber.arrived(delivery);
                return;
            }
        }
        keep(delivery);
    }

    /** Takes what nobody has finished. */
    void keep(Delivery delivery) {
        if (delivery.isStale() || delivery.qos() == 0) {
            return;
        }
        delivery.link.acknowledgements().passOver(delivery);
        unclaimed.add(delivery);
        if (unclaimed.size() == 1) {
            loop.schedule(this::sayUnclaimed, PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void sayUnclaimed() {
        Delivery first = unclaimed.peek();
        if (first != null) {
            LOG.warnf(
                    "%d messages, the first on MQTT topic %s, match no running route: kept unacknowledged. If no route will want "
                            + "them, the session holds an old subscription: start once with cleanStart=true, or with another client id",
                    unclaimed.size(), first.topic());
        }
    }

    int unclaimed() {
        return unclaimed.size();
    }

    /** Null when the broker has granted every subscription. */
    String refusal() {
        return refusals.isEmpty() ? null : refusals.values().iterator().next();
    }

    private void subscribe(Request request) {
        if (link == null || !subscribers.contains(request.subscriber)) {
            return;
        }
        int id = ids.next();
        requests.put(id, request);
        link.write(Packets.subscribe(id, request.subscriber.filter().text(), request.subscriber.qos()));
    }

    void answered(int packetId, List<Integer> reasons) {
        Request request = requests.remove(packetId);
        ids.free(packetId);
        if (request == null || !subscribers.contains(request.subscriber)) {
            return;
        }
        int reason = reasons.isEmpty() ? 0x80 : reasons.get(0);
        if (reason >= 0x80) {
            refused(request, reason);
            return;
        }
        refusals.remove(request.subscriber);
        if (reason < request.subscriber.qos()) {
            LOG.warnf("The broker granted QoS %d for %s where QoS %d was asked for: messages may be lost", reason,
                    request.subscriber.filter(), request.subscriber.qos());
        }
    }

    private void refused(Request request, int reason) {
        String text = "subscription to %s refused: reason 0x%02x: %s".formatted(request.subscriber.filter(), reason,
                Reasons.code(reason));
        if (!text.equals(refusals.put(request.subscriber, text))) {
            LOG.errorf("MQTT %s; retrying", text);
        }
        Link by = link;
        loop.schedule(() -> {
            if (link == by) {
                subscribe(request);
            }
        }, request.backoff.nextMillis(), TimeUnit.MILLISECONDS);
    }
}
