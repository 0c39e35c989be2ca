package io.bactrian.mqtt.client;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * The PUBACKs of one connection, in the order in which the messages arrived (MQTT-4.6.0-2). A message that is held, or that nobody wants
 * yet, is passed over: it does not hold up those behind it, and is acknowledged when it is finished. On the event loop.
 */
final class Acknowledgements {
    private final ArrayDeque<Delivery> order = new ArrayDeque<>();
    private final Set<Delivery> passed = new LinkedHashSet<>();
    private final IntConsumer send;
    private int unacknowledged;

    Acknowledgements(IntConsumer send) {
        this.send = send;
    }

    void arrived(Delivery delivery) {
        order.add(delivery);
        unacknowledged++;
    }

    void finished(Delivery delivery) {
        if (delivery.finished) {
            return;
        }
        delivery.finished = true;
        if (passed.remove(delivery)) {
            acknowledge(delivery);
        } else {
            drain();
        }
    }

    void passOver(Delivery delivery) {
        if (!delivery.finished && passed.add(delivery)) {
            drain();
        }
    }

    private void drain() {
        for (Delivery head = order.peek(); head != null && (head.finished || passed.contains(head)); head = order.peek()) {
            order.poll();
            if (head.finished) {
                acknowledge(head);
            }
        }
    }

    private void acknowledge(Delivery delivery) {
        if (!delivery.acknowledged) {
            delivery.acknowledged = true;
            unacknowledged--;
            send.accept(delivery.packetId());
        }
    }

    int unacknowledged() {
        return unacknowledged;
    }

    /** Null when there is none. */
    Delivery oldest() {
        return passed.isEmpty() ? order.peek() : passed.iterator().next();
    }
}
