package io.bactrian.mqtt.client;

import java.util.ArrayDeque;
import java.util.function.IntConsumer;

/**
 * The PUBACKs of one connection, in the order in which the messages arrived (MQTT-4.6.0-2). A message that is held, or that nobody wants
 * yet, is passed over: it does not hold up those behind it, and is acknowledged when it is finished. On the event loop.
 */
final class Acknowledgements {
    private final ArrayDeque<Delivery> order = new ArrayDeque<>();
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
        if (delivery.passedOver) {
            acknowledge(delivery);
        } else {
            drain();
        }
    }

    void passOver(Delivery delivery) {
        if (!delivery.finished && !delivery.passedOver) {
            delivery.passedOver = true;
            drain();
        }
    }

    private void drain() {
        for (Delivery head = order.peek(); head != null && (head.finished || head.passedOver); head = order.peek()) {
            order.poll();
            if (head.finished) {
                acknowledge(head);
            }
        }
    }

    private void acknowledge(Delivery delivery) {
        unacknowledged--;
        send.accept(delivery.packetId());
    }

    int unacknowledged() {
        return unacknowledged;
    }

    /** The one that the others wait for; null when there is none. */
    Delivery oldest() {
        return order.peek();
    }
}
